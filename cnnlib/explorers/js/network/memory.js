/** How much memory the numbers between the layers take, while one layer after another works. */

/**
 * Return for each row of a report the bytes that are held while it works: its inputs, its output,
 * and all that a later layer still reads.
 */
export function liveBytes({ inputSize, sources, rows }) {
  const readings = rows.flatMap((_, place) => sources[place].map((read) => [read, place]));
  const lastReader = new Map(readings);
  const bytesOf = (place) => rows[place]?.activationBytes ?? inputBytes(inputSize);
  let held = bytesOf(-1);
  return rows.map(({ activationBytes }, place) => {
    const live = held + activationBytes;
    const done = new Set(sources[place].filter((read) => lastReader.get(read) === place));
    // What nobody reads is the network's output, or nothing's.
    if (!lastReader.has(place)) done.add(place);
    held = live;
    for (const each of done) held -= bytesOf(each);
    return live;
  });
}

function inputBytes(inputSize) {
  return inputSize.reduce((product, size) => product * BigInt(size), 4n);
}
