// Takes the time in a page: from the start of a frame, where Chromium hands over input, until the
// frame that has the answer is painted.

/**
 * Do something at the start of a frame, and return the milliseconds until it is done, and until
 * the first frame is painted that is ready.
 */
function timed(act, isReady = () => true) {
  const channel = new MessageChannel();
  return new Promise((resolve) => {
    requestAnimationFrame(() => {
      const start = performance.now();
      act();
      const handled = performance.now() - start;
      // The message is read when style, layout and paint of this frame are behind us.
      channel.port1.onmessage = () => {
        channel.port1.close();
        resolve([handled, performance.now() - start]);
      };
      const look = () => {
        if (isReady()) channel.port2.postMessage(null);
        else requestAnimationFrame(look);
      };
      look();
    });
  });
}
