<?php
// Reads the questions with the engine of TAO, gives each response to it, and prints how it marks:
//     php mark.php QTISM ITEMS       qtism is the repository oat-sa/qti-sdk, 250 items of qti21.zip
// It says so where a mark is not the one that Moodle gave: tests/golden/moodle.json.
error_reporting(E_ALL & ~E_DEPRECATED);
[, $qtism, $items] = $argv;
spl_autoload_register(function (string $class) use ($qtism) {
    $file = "$qtism/src/" . str_replace('\\', '/', $class) . '.php';
    if (is_file($file)) {
        require $file;
    }
});
use qtism\common\datatypes\files\FileSystemFileManager;
use qtism\common\datatypes\QtiFloat;
use qtism\common\enums\BaseType;
use qtism\common\enums\Cardinality;
use qtism\data\storage\xml\XmlDocument;
use qtism\runtime\common\ResponseVariable;
use qtism\runtime\common\State;
use qtism\runtime\tests\AssessmentItemSession;
use qtism\runtime\tests\SessionManager;

function item(string $file): XmlDocument {
    $document = new XmlDocument();
    $document->loadFromString(file_get_contents($file));
    return $document;
}

function marked(string $file, float $response): array {
    $session = new AssessmentItemSession(
        item($file)->getDocumentComponent(), new SessionManager(new FileSystemFileManager()));
    $session->beginItemSession();
    $session->beginAttempt();
    $session->endAttempt(new State([new ResponseVariable(
        'RESPONSE', Cardinality::SINGLE, BaseType::FLOAT, new QtiFloat($response))]));
    return [$session['SCORE']->getValue(), (string) $session['FEEDBACK']];
}

$read = array_map('item', glob("$items/*.xml"));
echo count($read), " items read\n";
$golden = json_decode(file_get_contents(__DIR__ . '/../../tests/golden/moodle.json'), true);
foreach ($golden['marked'] as [$name, $response, $mark]) {
    [$score, $feedback] = marked("$items/$name.xml", (float) $response);
    $said = $score == $mark ? '' : " but Moodle gave $mark";
    echo "$name, $response: $score, $feedback$said\n";
}
