// [12345:0131/235959.123456:ERROR:bus.cc(407)] text   (newer: …:ERROR:dbus/bus.cc:407] text)
const chromiumLine = /^\[\d+:[\d/.]+:(?:ERROR|WARNING|INFO|VERBOSE\d+):([^\]]+)\] (.*)$/u;
const harmlessFile =
  /^(?:.*\/)?(?:bus|object_proxy|viz_main_impl|(?:gpu|gl|egl|angle|vaapi|vulkan|command_buffer|shared_image)\w*)\.cc\b/u;
const harmlessText = /StagingBuffer|org\.freedesktop\.DBus|GPU (?:process|stall)/u;

/**
 * What Chromium tells itself on a machine without a session bus or a graphics card. Only lines of Chromium's
 * own log can be noise: whatever the app prints stays.
 * @param {string} line
 */
export function isNoise(line) {
  const match = chromiumLine.exec(line);
  if (match === null) return false;
  const [, file = '', text = ''] = match;
  return harmlessFile.test(file) || harmlessText.test(text);
}
