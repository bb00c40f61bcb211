"""The one statement that reads everything a decision needs, in one snapshot, by key and never by scanning.

Each branch answers rows (kind, a, b, since, until, doc, more, number): one shape, so that one round trip suffices. What
comes by the thousands (students, their answers, a school's ids) comes as one row that holds a JSON array. A set of ids
is looked up as `= ANY(ARRAY(SELECT …))`: one walk along the index, which the planner never trades for a scan because it
has guessed the size of the set wrong. Tables are found through the search path: the facts may be in another schema.
"""

from __future__ import annotations

POSITIONS = """
SELECT 'position' AS kind, topic AS a, NULL AS b, NULL::date AS since, NULL::date AS until,
       NULL::bytea AS doc, extract(epoch FROM occurred_at)::text::bytea AS more, sequence AS number
  FROM position WHERE tenant_id = $1 AND consumer = 'decision'
UNION ALL SELECT 'heard', topic, NULL, NULL, NULL, NULL, extract(epoch FROM at)::text::bytea, NULL
  FROM heard WHERE tenant_id = $1 AND consumer = 'decision'
"""

FACTS = """
WITH in_class AS (
  SELECT class_id, person_id, since, until FROM member
  WHERE tenant_id = $1 AND class_id = ANY($5::text[]) AND role = 'student'
), organization AS (
  SELECT id, id AS asked FROM school WHERE tenant_id = $1 AND id = ANY($6::text[])
  UNION SELECT id, parent FROM school WHERE tenant_id = $1 AND parent = ANY($6::text[])
), in_school AS (
  SELECT DISTINCT o.asked, s.student_id
  FROM organization o JOIN student_school s ON s.tenant_id = $1 AND s.school_id = o.id
), child AS (
  SELECT guardian_id, student_id FROM link WHERE tenant_id = $1 AND guardian_id = ANY($3::text[])
), wanted AS (
  SELECT unnest($2::text[]) AS id
  UNION SELECT person_id FROM in_class UNION SELECT student_id FROM in_school UNION SELECT student_id FROM child
), teaching AS (
  SELECT person_id, class_id, since, until FROM member
  WHERE tenant_id = $1 AND person_id = ANY($4::text[]) AND role = 'teacher'
), near AS (
  SELECT building AS org FROM staff WHERE tenant_id = $1 AND id = $9
  UNION SELECT school FROM class WHERE tenant_id = $1 AND id = $7
), colleague AS (
  SELECT unnest($4::text[]) AS id
  UNION SELECT supervisor FROM staff WHERE tenant_id = $1 AND id = $9
  UNION SELECT staff_id FROM staff_post
    WHERE tenant_id = $1 AND role IN ('principal', 'site_administrator') AND org IN (SELECT org FROM near)
  UNION SELECT staff_id FROM staff_post WHERE tenant_id = $1 AND role = 'district_administrator'
  UNION (SELECT staff_id FROM staff_post
    WHERE tenant_id = $1 AND role IN ('site_administrator', 'principal') AND staff_id <> $9 ORDER BY staff_id LIMIT 2)
), shared AS (
  SELECT class_id FROM teaching UNION SELECT $7
), schoolmate AS MATERIALIZED (
  SELECT person_id, class_id, since, until FROM member
  WHERE tenant_id = $1 AND class_id = ANY(ARRAY(SELECT class_id FROM shared)) AND role = 'student'
)
SELECT 'position' AS kind, topic AS a, NULL AS b, NULL::date AS since, NULL::date AS until,
       NULL::bytea AS doc, extract(epoch FROM occurred_at)::text::bytea AS more, sequence AS number
  FROM position WHERE tenant_id = $1 AND consumer = 'decision'
UNION ALL SELECT 'heard', topic, NULL, NULL, NULL, NULL, extract(epoch FROM at)::text::bytea, NULL
  FROM heard WHERE tenant_id = $1 AND consumer = 'decision'
UNION ALL SELECT 'students', NULL, NULL, NULL, NULL, '['::bytea || string_agg(doc, ',') || ']', NULL, NULL
  FROM student WHERE tenant_id = $1 AND id = ANY(ARRAY(SELECT id FROM wanted))
UNION ALL SELECT 'answers', NULL, NULL, NULL, NULL, '['::bytea || string_agg(doc, ',') || ']', NULL, NULL
  FROM answers WHERE tenant_id = $1 AND student_id = ANY(ARRAY(SELECT id FROM wanted))
UNION ALL SELECT 'in_class', class_id, person_id, since, until, NULL, NULL, NULL FROM in_class
UNION ALL SELECT 'class', id, NULL, NULL, NULL, doc, NULL, NULL
  FROM class WHERE tenant_id = $1 AND (id = ANY($5::text[]) OR id = $7)
UNION ALL SELECT 'in_school', asked, NULL, NULL, NULL, convert_to(json_agg(student_id)::text, 'UTF8'), NULL, NULL
  FROM in_school GROUP BY asked
UNION ALL SELECT 'school', id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM school WHERE tenant_id = $1 AND id = ANY($6::text[])
UNION ALL SELECT 'guardian', id, NULL, NULL, NULL, NULL, NULL, NULL
  FROM guardian WHERE tenant_id = $1 AND id = ANY($3::text[])
UNION ALL SELECT 'child', guardian_id, student_id, NULL, NULL, NULL, NULL, NULL FROM child
UNION ALL SELECT 'staff', s.id, NULL, NULL, NULL, s.doc, NULL, NULL
  FROM staff s WHERE s.tenant_id = $1 AND s.id = ANY(ARRAY(SELECT id FROM colleague))
UNION ALL SELECT 'teaching', person_id, class_id, since, until, NULL, NULL, NULL FROM teaching
UNION ALL SELECT 'enrolled', person_id, class_id, since, until, NULL, NULL, NULL FROM schoolmate
  WHERE NOT person_id = ANY($10::text[]) AND person_id IN (SELECT id FROM wanted)
UNION ALL SELECT 'enrolled', person_id, class_id, since, until, NULL, NULL, NULL
  FROM member WHERE tenant_id = $1 AND person_id = ANY($10::text[]) AND role = 'student'
UNION ALL SELECT 'notice', id, NULL, NULL, NULL, doc, NULL, NULL FROM notice
  WHERE tenant_id = $1 AND (staff_id = $9 OR class_id = ANY(ARRAY(SELECT class_id FROM shared)))
UNION ALL SELECT 'classroom', NULL, NULL, NULL, NULL, doc, NULL, NULL
  FROM classroom WHERE tenant_id = $1 AND class_id = $7 AND platform_id = $8
UNION ALL SELECT 'reminders', NULL, NULL, NULL, NULL, doc, NULL, NULL
  FROM reminders WHERE tenant_id = $1 AND platform_id = $8
UNION ALL SELECT 'number', hash, NULL, NULL, NULL, NULL, NULL, NULL
  FROM staff_number WHERE tenant_id = $1 AND $11
"""

REGISTER = "SELECT key, doc FROM register WHERE tenant_id = $1"
