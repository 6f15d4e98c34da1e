// What another reader finds in a plan's file, as JSON; with a second name, writes the plan there.

import java.io.File;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.mpxj.Duration;
import org.mpxj.ProjectCalendar;
import org.mpxj.ProjectFile;
import org.mpxj.Relation;
import org.mpxj.Resource;
import org.mpxj.ResourceAssignment;
import org.mpxj.Task;
import org.mpxj.TimeUnit;
import org.mpxj.mspdi.MSPDIWriter;
import org.mpxj.reader.UniversalProjectReader;

public class ReadPlan {
    public static void main(String[] names) throws Exception {
        ProjectFile plan = new UniversalProjectReader().read(new File(names[0]));
        LocalDateTime start = plan.getProjectProperties().getStartDate();
        System.out.println("{" + pair("title", text(plan.getProjectProperties().getProjectTitle()))
            + "," + pair("start", text(start))
            + "," + pair("minutes_per_day", "" + plan.getProjectProperties().getMinutesPerDay())
            + "," + pair("tasks", tasks(plan)) + "," + pair("resources", resources(plan))
            + "," + pair("calendars", calendars(plan, start.toLocalDate())) + "}");
        if (names.length > 1) {
            new MSPDIWriter().write(plan, new File(names[1]));
        }
    }

    static String tasks(ProjectFile plan) {
        List<String> told = new ArrayList<>();
        for (Task task : plan.getTasks()) {
            if (task.getUniqueID() == 0) {
                continue;
            }
            List<String> links = new ArrayList<>();
            for (Relation link : task.getPredecessors()) {
                links.add("[" + link.getPredecessorTask().getUniqueID() + "," + text(link.getType())
                    + "," + minutes(link.getLag()) + "," + isElapsed(link.getLag()) + "]");
            }
            List<String> demands = new ArrayList<>();
            for (ResourceAssignment each : task.getResourceAssignments()) {
                demands.add("[" + text(each.getResource().getName()) + "," + each.getUnits() + "]");
            }
            ProjectCalendar calendar = task.getCalendar();
            told.add("{" + pair("uid", "" + task.getUniqueID())
                + "," + pair("name", text(task.getName()))
                + "," + pair("parent", "" + task.getParentTask().getUniqueID())
                + "," + pair("summary", "" + task.getSummary())
                + "," + pair("milestone", "" + task.getMilestone())
                + "," + pair("minutes", minutes(task.getDuration()))
                + "," + pair("elapsed", "" + isElapsed(task.getDuration()))
                + "," + pair("calendar", calendar == null ? "null" : text(calendar.getName()))
                + "," + pair("constraint", text(task.getConstraintType()))
                + "," + pair("constraint_date", text(task.getConstraintDate()))
                + "," + pair("deadline", text(task.getDeadline()))
                + "," + pair("start", text(task.getStart()))
                + "," + pair("finish", text(task.getFinish()))
                + "," + pair("late_start", text(task.getLateStart()))
                + "," + pair("late_finish", text(task.getLateFinish()))
                + "," + pair("total_slack", minutes(task.getTotalSlack()))
                + "," + pair("free_slack", minutes(task.getFreeSlack()))
                + "," + pair("critical", "" + task.getCritical())
                + "," + pair("percent", "" + task.getPercentageComplete())
                + "," + pair("cost", "" + task.getCost())
                + "," + pair("actual_cost", "" + task.getActualCost())
                + "," + pair("actual_start", text(task.getActualStart()))
                + "," + pair("actual_finish", text(task.getActualFinish()))
                + "," + pair("notes", text(task.getNotes()))
                + "," + pair("code", text(task.getText(1)))
                + "," + pair("optimistic", minutes(task.getDuration(1)))
                + "," + pair("links", list(links)) + "," + pair("demands", list(demands)) + "}");
        }
        return list(told);
    }

    static String resources(ProjectFile plan) {
        List<String> told = new ArrayList<>();
        for (Resource each : plan.getResources()) {
            if (each.getName() != null) {
                told.add("[" + text(each.getName()) + "," + each.getMaxUnits() + "]");
            }
        }
        return list(told);
    }

    /** The minutes of work of each of the first 400 days. */
    static String calendars(ProjectFile plan, LocalDate first) {
        List<String> told = new ArrayList<>();
        for (ProjectCalendar calendar : plan.getCalendars()) {
            List<String> days = new ArrayList<>();
            for (int n = 0; n < 400; n++) {
                days.add(minutes(calendar.getWork(first.plus(n, ChronoUnit.DAYS), TimeUnit.MINUTES)));
            }
            told.add(pair(calendar.getName(), list(days)));
        }
        return "{" + String.join(",", told) + "}";
    }

    static boolean isElapsed(Duration duration) {
        return duration != null && duration.getUnits().isElapsed();
    }

    static String minutes(Duration duration) {
        if (duration == null) {
            return "null";
        }
        double value = duration.getDuration();
        switch (duration.getUnits()) {
            case MINUTES: case ELAPSED_MINUTES: return "" + value;
            case HOURS: case ELAPSED_HOURS: return "" + value * 60;
            case DAYS: return "" + value * 480;
            case ELAPSED_DAYS: return "" + value * 1440;
            default: return text(duration);
        }
    }

    static String pair(String name, String value) {
        return text(name) + ":" + value;
    }

    static String list(List<String> items) {
        return "[" + String.join(",", items) + "]";
    }

    static String text(Object value) {
        if (value == null) {
            return "null";
        }
        StringBuilder told = new StringBuilder("\"");
        for (char c : value.toString().toCharArray()) {
            told.append(c < 32 || c > 126 || c == '"' || c == '\\' ? String.format("\\u%04x", (int) c) : c);
        }
        return told.append("\"").toString();
    }
}
