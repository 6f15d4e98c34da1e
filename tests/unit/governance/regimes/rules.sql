-- The rules of a regime, written from their prose in whole numbers: values as num/den, thresholds
-- in hundredths, money in cents, shares in ten-thousandths, multipliers in tenths.
WITH
every AS (
  SELECT l.*, m.month, m.fee, t.* EXCLUDE (regime)
  FROM levels l JOIN months m USING (regime) JOIN terms t USING (regime)
),
-- what counts
tally AS (
  SELECT regime, month, level,
         count(*) AS n,
         coalesce(sum(met) FILTER (NOT out), 0)::HUGEINT AS met,
         coalesce(sum(total) FILTER (NOT out), 0)::HUGEINT AS total,
         coalesce(sum(agreed), 0)::HUGEINT AS agreed,
         coalesce(sum(down) FILTER (NOT out), 0)::HUGEINT AS down
  FROM readings GROUP BY ALL
),
times AS (
  SELECT regime, month, level, unnest("values") AS value FROM readings WHERE NOT out
),
ranked AS (
  SELECT *, row_number() OVER w AS place, count(*) OVER (PARTITION BY regime, month, level) AS n
  FROM times WINDOW w AS (PARTITION BY regime, month, level ORDER BY value)
),
timed AS (
  SELECT r.regime, r.month, r.level, sum(value)::HUGEINT AS added, count(*)::HUGEINT AS n,
         -- the first place whose rank is at least p % of n
         min(value) FILTER (place * 100 >= l.percentile * r.n)::HUGEINT AS at_rank
  FROM ranked r JOIN levels l USING (regime, level) GROUP BY ALL
),
exact AS (
  SELECT e.*, CASE places WHEN 0 THEN 1 WHEN 1 THEN 10 ELSE 100 END::HUGEINT AS scale,
    coalesce(t.total, 0) AS volume, coalesce(t.total - t.met, 0) AS misses,
    CASE kind WHEN 'share_within_target' THEN t.met * 100
              WHEN 'availability' THEN (t.agreed - t.down) * 100
              WHEN 'count' THEN t.total
              WHEN 'percentile_time' THEN d.at_rank
              ELSE d.added END AS num,
    CASE kind WHEN 'share_within_target' THEN t.total
              WHEN 'availability' THEN t.agreed
              WHEN 'count' THEN if(t.n > 0, 1, 0)
              WHEN 'percentile_time' THEN 1
              ELSE d.n END AS den
  FROM every e LEFT JOIN tally t USING (regime, month, level)
               LEFT JOIN timed d USING (regime, month, level)
),
floored AS (
  SELECT *, (den IS NOT NULL AND den > 0 AND num IS NOT NULL
             AND (no_score_below IS NULL OR volume >= no_score_below)) AS scored,
    (num * scale) // nullif(den, 0) AS whole, (num * scale) % nullif(den, 0) AS rest
  FROM exact
),
valued AS (
  SELECT * REPLACE (
    CASE WHEN places IS NULL THEN num ELSE whole + CASE
      WHEN value_mode = 'up' THEN if(rest > 0, 1, 0)
      WHEN value_mode = 'half_up' THEN if(2 * rest >= den, 1, 0)
      WHEN value_mode = 'half_even' THEN
        if(2 * rest > den OR (2 * rest = den AND whole % 2 = 1), 1, 0)
      ELSE 0 END END AS num,
    CASE WHEN places IS NULL THEN den ELSE scale END AS den)
  FROM floored
),
-- how far above a threshold, in the good direction: at least 0 has reached it
outcomes AS (
  SELECT *, if(high, 1, -1) * (num * 100 - expected * den) AS to_expected,
            if(high, 1, -1) * (num * 100 - minimum * den) AS to_minimum,
            if(high, 1, -1) * (num * 100 - "over" * den) AS to_over,
            coalesce(volume < small_below AND misses <= allowed, false) AS allowed_so
  FROM valued
),
judged AS (
  SELECT *, CASE WHEN NOT scored THEN 'none'
                 WHEN allowed_so OR to_expected >= 0 THEN 'met'
                 WHEN coalesce(to_minimum >= 0, false) THEN 'between'
                 ELSE 'breached' END AS outcome
  FROM outcomes
),
banded AS (
  SELECT j.*, CASE WHEN scored AND NOT allowed_so THEN coalesce((
      SELECT max(b.cost) FROM bands b
      WHERE b.regime = j.regime AND b.level = j.level
        AND if(j.high, j.num * 100 < b."from" * j.den, j.num * 100 > b."from" * j.den)
        AND (j.cost = 'ladder' OR b."to" IS NULL
             OR if(j.high, j.num * 100 >= b."to" * j.den, j.num * 100 <= b."to" * j.den))
    ), 0) ELSE 0 END AS band_cost,
    CASE outcome WHEN 'breached' THEN 10000 WHEN 'between' THEN between ELSE 0 END AS part
  FROM judged j
),
failed AS (
  SELECT *, scored AND CASE WHEN cost IN ('pool', 'weight') THEN part > 0
                            ELSE band_cost > 0 END AS has_failed,
    if(at_risk_share IS NULL, at_risk_amount * 10000, fee * at_risk_share)::HUGEINT AS at_risk,
    if(point_share IS NULL, point_amount * 10000, fee * point_share)::HUGEINT AS point,
    sum(if(cost = 'weight', weight, 0)) OVER (PARTITION BY regime, month)::HUGEINT AS weights
  FROM banded
),
repeated AS (
  SELECT *, CASE WHEN repeat IS NOT NULL AND has_failed AND
    coalesce(lag(has_failed) OVER (PARTITION BY regime, level ORDER BY month), false)
    THEN repeat ELSE 10 END::HUGEINT AS times
  FROM failed
),
priced AS (
  SELECT *,
    CASE cost WHEN 'pool' THEN at_risk * pool * allocation * part * times
              WHEN 'weight' THEN at_risk * weight * part * times
              WHEN 'points' THEN band_cost * point * times
              ELSE coalesce(charges, fee) * band_cost::HUGEINT * times END AS above,
    CASE cost WHEN 'pool' THEN 10000::HUGEINT * 10000 * 10000 * 10000 * 10
              WHEN 'weight' THEN 10000::HUGEINT * 10000 * 10 * weights
              ELSE 10000::HUGEINT * 10 END AS under
  FROM repeated
),
full_credit AS (
  SELECT *, above // nullif(under, 0) + if(2 * (above % nullif(under, 0)) > under
      OR (2 * (above % nullif(under, 0)) = under AND (mode = 'half_up' OR (above // nullif(under, 0)) % 2 = 1)), 1, 0)
      AS whole_credit
  FROM priced
),
-- one incident one credit: every choice of levels, those that share an incident thrown out
brought AS (
  SELECT DISTINCT r.regime, r.month, r.level, r.incident
  FROM readings r JOIN full_credit f USING (regime, month, level)
  WHERE NOT r.out AND r.incident IS NOT NULL AND f.whole_credit > 0 AND CASE f.kind
    WHEN 'share_within_target' THEN r.met < r.total
    WHEN 'availability' THEN r.down > 0
    WHEN 'count' THEN r.total > 0 ELSE len(r."values") > 0 END
),
clash AS (
  SELECT DISTINCT a.regime, a.month, (1 << (4 - a.level)) + (1 << (4 - b.level)) AS both
  FROM brought a JOIN brought b USING (regime, month, incident) WHERE a.level < b.level
),
choices AS (
  SELECT m.regime, m.month, s.mask
  FROM (SELECT DISTINCT regime, month, once FROM full_credit) m, (SELECT unnest(range(32)) AS mask) s
  WHERE if(m.once, NOT EXISTS (
    SELECT 1 FROM clash c
    WHERE c.regime = m.regime AND c.month = m.month AND (s.mask & c.both) = c.both), s.mask = 31)
),
worth AS (
  SELECT regime, month, mask, sum(whole_credit) AS worth
  FROM choices JOIN full_credit USING (regime, month)
  WHERE mask & (1 << (4 - level)) > 0
  GROUP BY ALL
),
chosen AS (
  SELECT regime, month, mask FROM worth
  QUALIFY row_number() OVER (PARTITION BY regime, month ORDER BY worth DESC, mask DESC) = 1
),
once_credited AS (
  SELECT f.*, if(c.mask & (1 << (4 - f.level)) > 0, whole_credit, 0) AS kept,
    CASE WHEN cap_share IS NOT NULL THEN fee::HUGEINT * cap_share // 10000
         WHEN cap_amount IS NOT NULL THEN cap_amount
         ELSE at_risk // 10000 END AS cap,
    in_order AND (cap_share IS NOT NULL OR cap_amount IS NOT NULL) AS by_order
  FROM full_credit f JOIN chosen c USING (regime, month)
),
-- the cap: in order what is left, else by largest remainder
summed AS (
  SELECT *, sum(kept) OVER (PARTITION BY regime, month)::HUGEINT AS all_of_it,
    coalesce(sum(kept) OVER (PARTITION BY regime, month ORDER BY level
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)::HUGEINT AS ahead
  FROM once_credited
),
parted AS (
  SELECT *, if(all_of_it > 0, kept * cap // nullif(all_of_it, 0), 0) AS floor_part,
            if(all_of_it > 0, kept * cap % nullif(all_of_it, 0), 0) AS remainder
  FROM summed
),
placed AS (
  SELECT *, cap - sum(floor_part) OVER (PARTITION BY regime, month) AS odd_cents,
    row_number() OVER (PARTITION BY regime, month ORDER BY remainder DESC, level) AS turn
  FROM parted
),
credited AS (
  SELECT *, CASE WHEN all_of_it <= cap THEN kept
                 WHEN by_order THEN greatest(least(kept, cap - ahead), 0)
                 ELSE floor_part + if(turn <= odd_cents, 1, 0) END AS credit
  FROM placed
),
-- earn-back over the three months, the oldest first, one a month
short AS (
  SELECT *, outcome = 'between' AND credit > 0 AS is_open,
    (SELECT count(*) FROM credited p WHERE p.regime = c.regime AND p.level = c.level
       AND p.month BETWEEN c.month - c.chronic_of AND c.month - 1
       AND p.outcome IN ('between', 'breached')) AS short_before
  FROM credited c
),
able AS (
  SELECT *, within IS NOT NULL AND outcome = 'met' AND coalesce(to_over >= 0, false)
            AND short_before < chronic AS can,
    lag(is_open, 1, false) OVER w AS open_1, lag(is_open, 2, false) OVER w AS open_2,
    lag(credit, 1, 0) OVER w AS credit_1, lag(credit, 2, 0) OVER w AS credit_2
  FROM short WINDOW w AS (PARTITION BY regime, level ORDER BY month)
),
settled AS (
  SELECT *, lag(can AND open_1, 1, false) OVER (PARTITION BY regime, level ORDER BY month)
            AS settled_2
  FROM able
)
SELECT regime, month, level, outcome, credit::BIGINT AS credit,
  CASE WHEN can AND open_2 AND NOT settled_2 AND within >= 2 THEN credit_2
       WHEN can AND open_1 THEN credit_1 ELSE 0 END::BIGINT AS earned_back
FROM settled ORDER BY ALL
