// Another scheduler at the same plan: answers each line of its input with a line of JSON.
// "schedule N": schedules N times, with the seconds and the CPU that took. "dates": what it found.

import com.sun.management.OperatingSystemMXBean;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.mpxj.ConstraintType;
import org.mpxj.Duration;
import org.mpxj.ProjectCalendar;
import org.mpxj.ProjectFile;
import org.mpxj.Relation;
import org.mpxj.RelationType;
import org.mpxj.Task;
import org.mpxj.TaskMode;
import org.mpxj.TimeUnit;
import org.mpxj.cpm.MicrosoftScheduler;

public class Schedule {
    static final Map<String, RelationType> KINDS = Map.of(
        "FS", RelationType.FINISH_START, "SS", RelationType.START_START,
        "FF", RelationType.FINISH_FINISH, "SF", RelationType.START_FINISH);
    static final OperatingSystemMXBean SYSTEM =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    final ProjectFile plan = new ProjectFile();
    final Map<String, Task> tasks = new LinkedHashMap<>();
    LocalDateTime start;

    public static void main(String[] names) throws Exception {
        Schedule schedule = new Schedule();
        for (String line : Files.readAllLines(Path.of(names[0]))) {
            schedule.take(line.split(" "));
        }
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in));
        for (String line = orders.readLine(); line != null; line = orders.readLine()) {
            String[] words = line.split(" ");
            System.out.println(words[0].equals("dates")
                ? schedule.dates() : schedule.timed(Integer.parseInt(words[1])));
        }
    }

    /** A line of the plan: its start, a holiday, a task, or a link; work and lags in minutes. */
    void take(String[] words) {
        switch (words[0]) {
            case "start":
                start = LocalDateTime.parse(words[1]);
                plan.setDefaultCalendar(plan.addDefaultBaseCalendar());
                plan.getProjectProperties().setStartDate(start);
                break;
            case "closed":
                ProjectCalendar calendar = plan.getDefaultCalendar();
                calendar.addCalendarException(LocalDate.parse(words[1]), LocalDate.parse(words[1]));
                break;
            case "task":
                add(words[1], Double.parseDouble(words[2]));
                break;
            default:
                tasks.get(words[2]).addPredecessor(new Relation.Builder()
                    .predecessorTask(tasks.get(words[1]))
                    .type(KINDS.get(words[0]))
                    .lag(minutes(Double.parseDouble(words[3]))));
        }
    }

    void add(String code, double work) {
        Task task = plan.addTask();
        task.setName(code);
        task.setDuration(minutes(work));
        task.setRemainingDuration(minutes(work));
        task.setActualDuration(minutes(0));
        task.setPercentageComplete(0);
        task.setConstraintType(ConstraintType.AS_SOON_AS_POSSIBLE);
        task.setTaskMode(TaskMode.AUTO_SCHEDULED);
        tasks.put(code, task);
    }

    String timed(int times) throws Exception {
        long began = System.nanoTime();
        long cpu = SYSTEM.getProcessCpuTime();
        for (int n = 0; n < times; n++) {
            new MicrosoftScheduler().schedule(plan, start);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return "{\"seconds\":" + seconds
            + ",\"cpu\":" + (SYSTEM.getProcessCpuTime() - cpu) / 1e9 + "}";
    }

    /** By code: the finish, and the total slack in minutes. */
    String dates() {
        List<String> told = new ArrayList<>();
        for (Task task : tasks.values()) {
            Duration slack = task.getTotalSlack();
            double minutes = slack.convertUnits(TimeUnit.MINUTES, plan.getProjectProperties())
                .getDuration();
            told.add("\"" + task.getName() + "\":[\"" + task.getFinish() + "\"," + minutes + "]");
        }
        return "{" + String.join(",", told) + "}";
    }

    static Duration minutes(double count) {
        return Duration.getInstance(count, TimeUnit.MINUTES);
    }
}
