<?php
// Restores a Common Cartridge as a new course, as Moodle's page "Restore" does, and prints what it
// then holds as JSON:  php cartridge.php MOODLE FILE
define('CLI_SCRIPT', true);
[, $moodle, $file] = $argv;
require("$moodle/config.php");
require_once("$CFG->dirroot/backup/util/includes/restore_includes.php");
\core\session\manager::set_user(get_admin());
// The converter looks for its own sheets from here, as the page does.
chdir("$CFG->dirroot/backup");

$folder = restore_controller::get_tempdir_name(SITEID, get_admin()->id);
get_file_packer('application/zip')->extract_to_pathname($file, make_backup_temp_directory($folder));
$id = restore_dbops::create_new_course('cartridge', 'cartridge-' . microtime(true), 1);
$restore = new restore_controller($folder, $id, backup::INTERACTIVE_NO, backup::MODE_GENERAL,
    get_admin()->id, backup::TARGET_NEW_COURSE);
$seen = ['moodle' => $CFG->release];
if ($restore->get_status() == backup::STATUS_REQUIRE_CONV) {
    $restore->convert();
}
$restore->execute_precheck();
$seen["precheck"] = $restore->get_precheck_results();
$restore->execute_plan();
$restore->destroy();

$seen['quizzes'] = $DB->count_records('quiz', ['course' => $id]);
$ids = $DB->get_fieldset_sql(
    'SELECT DISTINCT v.questionid FROM {question_references} r
       JOIN {question_versions} v ON v.questionbankentryid = r.questionbankentryid
       JOIN {quiz_slots} s ON s.id = r.itemid
       JOIN {quiz} z ON z.id = s.quizid WHERE z.course = ? AND r.component = ?', [$id, 'mod_quiz']);
$seen['questions in quizzes'] = count($ids);
$seen += ['kinds' => [], 'answers' => 0, 'right answers' => 0, 'feedbacks' => 0, 'formulas' => 0,
    'pictures' => 0];
foreach ($DB->get_records_list('question', 'id', $ids) as $question) {
    $seen['kinds'][$question->qtype] = ($seen['kinds'][$question->qtype] ?? 0) + 1;
    $seen['formulas'] += substr_count($question->questiontext, '<math');
    $seen['pictures'] += substr_count($question->questiontext, '<img');
    foreach ($DB->get_records('question_answers', ['question' => $question->id]) as $answer) {
        $seen['answers']++;
        $seen['right answers'] += $answer->fraction == 1;
        $seen['feedbacks'] += trim($answer->feedback) !== '';
    }
}
ksort($seen['kinds']);
echo json_encode($seen, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
