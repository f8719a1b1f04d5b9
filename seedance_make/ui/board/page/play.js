// Clips play in their places: a look by hovering, without sound; to the end by a click, with sound and controls.
// A video exists only while it is wanted, and at most three of them: decoders are few.

const MOST_VIDEOS = 3;
const HOVER = 140; // milliseconds that a pointer rests before a clip is looked at
const playing = []; // frames with a video, the oldest first
const canHover = matchMedia("(hover: hover) and (prefers-reduced-motion: no-preference)");

/** Play the clip in its frame. `look`: without sound, and only as long as the pointer is there. */
function playIn(frame, clip, look) {
  let video = frame.querySelector("video");
  if (!video) {
    while (playing.length >= MOST_VIDEOS) stopIn(playing[0]);
    video = element("video");
    Object.assign(video, { preload: "none", playsInline: true, loop: true });
    if (clip.poster) video.poster = clip.poster;
    video.src = clip.src;
    video.addEventListener("error", () => failedIn(frame), { once: true });
    frame.insertBefore(video, frame.querySelector(".open"));
    playing.push(frame);
  }
  video.muted = look;
  video.controls = !look;
  frame.dataset.look = look;
  video.play().catch(() => {}); // stopped before it began
  if (!look) video.focus();
}

/** Put the poster back. */
function stopIn(frame) {
  const at = playing.indexOf(frame);
  if (at < 0) return;
  playing.splice(at, 1);
  const video = frame.querySelector("video");
  const focused = video === document.activeElement;
  video.pause();
  video.removeAttribute("src");
  video.load();
  video.remove();
  if (focused) frame.querySelector(".open").focus();
}

function stopAll() {
  for (const frame of [...playing]) stopIn(frame);
}

function failedIn(frame) {
  const video = frame.querySelector("video");
  if (!video || !video.hasAttribute("src")) return;
  stopIn(frame);
  frame.querySelector(".mark").textContent = "file not there";
}

/** Let a frame play its clip: by hovering, by a click or tap, by the keyboard. */
function letPlay(frame, clip) {
  let waiting = 0;
  frame.addEventListener("pointerenter", (event) => {
    if (event.pointerType !== "mouse" || !canHover.matches || playing.includes(frame)) return;
    waiting = setTimeout(() => playIn(frame, clip, true), HOVER);
  });
  frame.addEventListener("pointerleave", () => {
    clearTimeout(waiting);
    if (frame.dataset.look === "true") stopIn(frame);
  });
  frame.addEventListener("click", (event) => {
    clearTimeout(waiting);
    if (playing.includes(frame) && frame.dataset.look === "false") return; // its own controls
    event.preventDefault();
    playIn(frame, clip, false);
  });
  frame.addEventListener("keydown", (event) => {
    if (event.key === "Escape") stopIn(frame);
  });
}
