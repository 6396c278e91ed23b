<?php
// Makes an empty course, or counts the questions of one:  php course.php MOODLE [COURSE]
define('CLI_SCRIPT', true);
[, $moodle] = $argv;
require("$moodle/config.php");
require_once("$CFG->dirroot/course/lib.php");
\core\session\manager::set_user(get_admin());
$course = (int) ($argv[2] ?? create_course((object) ['fullname' => 'By the page', 'category' => 1,
    'shortname' => 'page-' . microtime(true)])->id);
$questions = $DB->count_records_sql(
    'SELECT COUNT(1) FROM {question_bank_entries} e
       JOIN {question_categories} c ON c.id = e.questioncategoryid WHERE c.contextid = ?',
    [context_course::instance($course)->id]);
echo json_encode(['course' => $course, 'questions' => $questions]), "\n";
