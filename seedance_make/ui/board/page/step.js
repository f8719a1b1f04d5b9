// Two videos in step. A leads; B stands `offset` frames on (or back) from it, and is held within half a frame by its
// speed (the faster the further it is off), by a jump where that would take too long. A frame is shown by asking for its middle, so that no rounding shows another.

const CLOSE = 0.3; // frames that B may be off before its speed is changed
const PULL = 0.2; // how much faster or slower for each frame that it is off
const FAR = 2.5; // frames beyond which it jumps
const FASTEST = 4;

class Pair {
  constructor(a, b, changed) {
    Object.assign(this, { a, b, changed, offset: 0, rate: 0, loop: true, heard: "a", at: 0 });
  }

  /** Take two clips. */
  load(clipA, clipB) {
    this.pause();
    this.clips = [clipA, clipB];
    for (const [video, clip] of [[this.a, clipA], [this.b, clipB]]) {
      if (video.getAttribute("src") !== clip.src) video.src = clip.src;
      if (clip.poster) video.poster = clip.poster;
    }
    this.hear(this.heard);
    this.go(Math.min(this.at, this.last));
  }

  unload() {
    this.pause();
    for (const video of [this.a, this.b]) {
      video.removeAttribute("src");
      video.load();
    }
  }

  /** The last frame of A, from 0. */
  get last() {
    return this.clips[0].frames - 1;
  }

  get frame() {
    return this.rate ? frameAt(this.a, this.clips[0]) : this.at;
  }

  /** Stand still on a frame of A, and on that of B. */
  go(number) {
    this.at = Math.max(0, Math.min(this.last, Math.round(number) || 0));
    show(this.a, this.clips[0], this.at);
    show(this.b, this.clips[1], this.at + this.offset);
    this.changed();
  }

  step(count) {
    this.pause();
    this.go(this.at + count);
  }

  shift(count) {
    this.offset = Math.max(-FPS, Math.min(FPS, this.offset + count));
    this.go(this.frame);
    if (this.rate > 0) this.play(this.rate);
  }

  hear(side) {
    this.heard = side;
    this.a.muted = side !== "a";
    this.b.muted = side !== "b";
    this.changed();
  }

  toggle() {
    if (this.rate) this.pause();
    else this.play(1);
  }

  /** J and L: once more is twice as fast. */
  faster(direction) {
    const on = Math.sign(this.rate) === direction;
    this.play(on ? Math.max(-FASTEST, Math.min(FASTEST, this.rate * 2)) : direction);
  }

  play(rate) {
    if (rate > 0 && this.frame >= this.last) this.go(0);
    if (rate < 0 && this.frame <= 0) this.go(this.last);
    this.at = this.frame;
    this.rate = rate;
    this.since = performance.now();
    this.from = this.at;
    if (rate > 0) {
      for (const video of [this.a, this.b]) {
        video.playbackRate = rate;
        video.play().catch(() => {});
      }
    } else {
      this.a.pause();
      this.b.pause();
    }
    cancelAnimationFrame(this.tick);
    this.tick = requestAnimationFrame(() => this.follow());
    this.changed();
  }

  pause() {
    cancelAnimationFrame(this.tick);
    if (!this.rate) return;
    const at = this.frame;
    this.rate = 0;
    this.a.pause();
    this.b.pause();
    this.go(at);
  }

  /** Once a picture: hold B to A, turn round at the ends. */
  follow() {
    if (!this.rate) return;
    if (this.rate < 0) this.stepBack();
    else this.holdTogether();
    if (!this.rate) return;
    this.changed();
    this.tick = requestAnimationFrame(() => this.follow());
  }

  /** No browser plays backwards: frame by frame, as fast as it can show them. */
  stepBack() {
    this.at = Math.max(0, Math.ceil(this.from + ((performance.now() - this.since) / 1000) * FPS * this.rate));
    if (!this.a.seeking && !this.b.seeking) {
      show(this.a, this.clips[0], this.at);
      show(this.b, this.clips[1], this.at + this.offset);
    }
    if (this.at === 0) this.atEnd(this.last);
  }

  holdTogether() {
    const [clipA, clipB] = this.clips;
    if (this.a.ended || this.a.currentTime * clipA.fps >= clipA.frames - 0.25) {
      this.atEnd(0);
      return;
    }
    const wanted = this.a.currentTime + this.offset / clipB.fps;
    const off = (this.b.currentTime - wanted) * clipB.fps; // frames
    if (wanted < 0 || wanted >= clipB.frames / clipB.fps) {
      this.b.pause();
      show(this.b, clipB, wanted < 0 ? 0 : clipB.frames - 1);
    } else if (Math.abs(off) > FAR && !this.b.seeking) {
      this.b.currentTime = wanted;
    } else {
      this.b.playbackRate = this.rate * (Math.abs(off) > CLOSE ? 1 - off * PULL : 1);
    }
    if (this.b.paused && wanted >= 0 && wanted < clipB.frames / clipB.fps - 0.01) this.b.play().catch(() => {});
  }

  atEnd(again) {
    const { rate } = this;
    this.rate = 0;
    this.a.pause();
    this.b.pause();
    this.go(this.loop ? again : again ? 0 : this.last);
    if (this.loop) this.play(rate);
  }
}

const frameAt = (video, clip) => Math.min(clip.frames - 1, Math.floor(video.currentTime * clip.fps + 0.01));

function show(video, clip, number) {
  const frame = Math.max(0, Math.min(clip.frames - 1, number));
  const time = (frame + 0.5) / clip.fps;
  if (video.currentTime !== time) video.currentTime = time;
}
