<?php
// Imports a file of questions into a new course by Moodle's own importer, twice, and prints what
// Moodle then holds as JSON:  php import.php MOODLE FORMAT FILE
define('CLI_SCRIPT', true);
[, $moodle, $format, $file] = $argv;
require("$moodle/config.php");
require_once("$CFG->dirroot/course/lib.php");
require_once("$CFG->libdir/questionlib.php");
require_once("$CFG->dirroot/question/format.php");
require_once("$CFG->dirroot/question/format/$format/format.php");
\core\session\manager::set_user(get_admin());

function imported(string $format, string $file, stdClass $course): string {
    $context = context_course::instance($course->id);
    $contexts = new core_question\local\bank\question_edit_contexts($context);
    $class = "qformat_$format";
    $importer = new $class();
    $importer->setCategory(question_make_default_categories($contexts->all()));
    $importer->setContexts($contexts->having_one_edit_tab_cap('import'));
    $importer->setCourse($course);
    $importer->setFilename($file);
    $importer->setRealfilename(basename($file));
    $importer->setMatchgrades('error');
    $importer->setCatfromfile(true);
    $importer->setContextfromfile(true);
    $importer->setStoponerror(true);
    $importer->set_display_progress(false);
    ob_start();
    $done = $importer->importpreprocess() && $importer->importprocess()
        && $importer->importpostprocess();
    $said = trim(strip_tags(ob_get_clean()));
    return ($done ? 'done' : 'stopped') . ($said === '' ? '' : ": $said");
}

function held(stdClass $course): array {
    global $DB;
    $context = context_course::instance($course->id);
    $entries = $DB->get_records_sql(
        'SELECT q.id, q.qtype, q.name, q.questiontext, q.defaultmark, e.idnumber,
                c.id AS category, c.name AS categoryname
           FROM {question} q
           JOIN {question_versions} v ON v.questionid = q.id
           JOIN {question_bank_entries} e ON e.id = v.questionbankentryid
           JOIN {question_categories} c ON c.id = e.questioncategoryid
          WHERE c.contextid = ? ORDER BY q.id', [$context->id]);
    $held = ['questions' => count($entries), 'kinds' => [], 'categories' => 0, 'idnumbers' => 0,
        'points' => 0, 'answers' => 0, 'feedbacks' => 0, 'tolerances' => [], 'formulas' => 0,
        'rubrics' => 0];
    foreach ($entries as $entry) {
        $held['kinds'][$entry->qtype] = ($held['kinds'][$entry->qtype] ?? 0) + 1;
        $held['idnumbers'] += $entry->idnumber !== null;
        $held['points'] += (float) $entry->defaultmark;
        $shown = format_text(str_replace('@@PLUGINFILE@@', '', $entry->questiontext), FORMAT_HTML, ['noclean' => true]);
        $held['formulas'] += substr_count($shown, '<math');
        foreach ($DB->get_records('question_answers', ['question' => $entry->id]) as $answer) {
            $held['answers']++;
            $held['feedbacks'] += trim($answer->feedback) !== '';
        }
        foreach ($DB->get_records('question_numerical', ['question' => $entry->id]) as $number) {
            $told = $number->tolerance;
            $held['tolerances'][$told] = ($held['tolerances'][$told] ?? 0) + 1;
        }
        $essay = $DB->get_record('qtype_essay_options', ['questionid' => $entry->id]);
        $held['rubrics'] += $essay && trim($essay->graderinfo ?? '') !== '';
    }
    $held['categories'] = count(array_unique(array_column($entries, 'category')));
    $files = get_file_storage()->get_area_files($context->id, 'question', 'questiontext',
        false, 'id', false);
    $held['pictures'] = array_values(array_unique(array_map(
        fn($file) => $file->get_filename() . ' ' . $file->get_mimetype(), $files)));
    sort($held['pictures']);
    ksort($held['kinds']);
    ksort($held['tolerances']);
    return $held;
}

// What Moodle's own question gives for a response, as in a quiz.
function marked(stdClass $course, string $name, string $response): array {
    global $DB;
    $context = context_course::instance($course->id);
    $id = $DB->get_field_sql(
        'SELECT MIN(q.id) FROM {question} q
           JOIN {question_versions} v ON v.questionid = q.id
           JOIN {question_bank_entries} e ON e.id = v.questionbankentryid
           JOIN {question_categories} c ON c.id = e.questioncategoryid
          WHERE c.contextid = ? AND e.idnumber = ?', [$context->id, $name]);
    $usage = question_engine::make_questions_usage_by_activity('core_question_preview', $context);
    $usage->set_preferred_behaviour('immediatefeedback');
    $slot = $usage->add_question(question_bank::load_question($id), 1);
    $usage->start_all_questions();
    $usage->process_action($slot, ['answer' => $response, '-submit' => 1]);
    $options = new question_display_options();
    $options->feedback = question_display_options::VISIBLE;
    $shown = $usage->render_question($slot, $options);
    preg_match('~<div class="specificfeedback[^"]*">(.*?)</div>~s', $shown, $found);
    return [$name, $response, (float) $usage->get_question_mark($slot),
        trim(strip_tags($found[1] ?? ''))];
}

$course = create_course((object) ['fullname' => $format, 'category' => 1,
    'shortname' => $format . '-' . microtime(true)]);
$seen = ['moodle' => $CFG->release, 'format' => $format];
$seen['first import'] = imported($format, $file, $course);
$seen['holds'] = held($course);
$seen['marked'] = array_map(fn($pair) => marked($course, ...$pair), json_decode(
    file_get_contents(__DIR__ . '/responses.json'), true));
$seen['second import'] = imported($format, $file, $course);
$again = held($course);
$seen['then holds'] = array_intersect_key($again,
    array_flip(['questions', 'categories', 'idnumbers']));
// What the guide advises: the old categories under another name, then the new edition.
$top = question_get_top_category(context_course::instance($course->id)->id);
$DB->execute("UPDATE {question_categories} SET name = name || ' (old)' WHERE parent = ?", [$top->id]);
$seen['import beside the old'] = imported($format, $file, $course);
$seen['finally holds'] = array_intersect_key(held($course),
    array_flip(['questions', 'categories', 'idnumbers']));
echo json_encode($seen, JSON_PRETTY_PRINT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
