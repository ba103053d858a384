// SPDX-License-Identifier: Apache-2.0
// Slices of a small volume on canvases, linked by a crosshair. What C++ wrote: data-model of each .sv (sizes, names,
// colors), a template for each volume of bytes, gzip in base64. Arrays run z, y, x: to superior, to posterior, to the
// left.
(function () {
  "use strict";
  const LINE = 1.8;          // px, as in pictures of slices
  const LIGHTER = 0.25;      // of lines, likewise
  const TALLEST = 420;       // px
  const GAP = 12;            // px, as in the style sheet
  const NARROW = 560;        // px: one plane beside the other no more
  const CROSS = "rgba(255, 221, 87, 0.9)";
  let viewers = 0;

  function make(tag, className, text) {
    const element = document.createElement(tag);
    if (className) { element.className = className; }
    if (text !== undefined) { element.textContent = text; }
    return element;
  }

  /** An input with its label; a swatch of a color between them. */
  function control(type, text, color) {
    const label = make("label", "sv-control");
    const input = make("input");
    input.type = type;
    label.appendChild(input);
    if (color) {
      const swatch = make("span", "sv-swatch");
      swatch.style.backgroundColor = "rgb(" + color.join(",") + ")";
      label.appendChild(swatch);
    }
    label.insertBefore(make("span", "", text), type === "range" ? input : null);
    return { label: label, input: input };
  }

  function group(name) {
    const fieldset = make("fieldset", "sv-group");
    fieldset.appendChild(make("legend", "", name));
    return fieldset;
  }

  async function unpack(template) {
    const text = atob(template.content.textContent.trim());
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < text.length; ++i) { bytes[i] = text.charCodeAt(i); }
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  function clamp(value, count) { return Math.max(0, Math.min(count - 1, value)); }

  /** One plane: its canvas, its slider, and how pixels and voxels go together. */
  class Plane {
    constructor(viewer, model) {
      this.viewer = viewer;
      this.model = model;
      this.normal = model.normal;
      this.rows = viewer.model.size[model.row];
      this.columns = viewer.model.size[model.column];
      this.count = viewer.model.size[this.normal];
      this.mm = [this.rows * viewer.model.spacing[model.row], this.columns * viewer.model.spacing[model.column]];
      this.small = make("canvas");
      this.small.width = this.columns;
      this.small.height = this.rows;
      this.build();
    }

    build() {
      const [left, right, top, bottom] = this.model.letters;
      this.figure = make("div", "sv-plane");
      this.canvas = make("canvas", "sv-canvas");
      this.canvas.tabIndex = 0;
      this.canvas.setAttribute("role", "img");
      this.canvas.setAttribute("aria-label", this.model.name + " slices, " + left + " at the left, " + right +
        " at the right, " + top + " at the top, " + bottom + " at the bottom; arrow and page keys go through them");
      this.figure.appendChild(this.canvas);
      const row = make("label", "sv-slider");
      row.appendChild(make("span", "", this.model.name));
      this.slider = make("input");
      this.slider.type = "range";
      this.slider.min = 0;
      this.slider.max = this.count - 1;
      this.output = make("output");
      row.appendChild(this.slider);
      row.appendChild(this.output);
      this.figure.appendChild(row);
      row.hidden = this.count === 1;
      this.listen();
    }

    listen() {
      this.slider.addEventListener("input", () => this.scrollTo(Number(this.slider.value)));
      this.canvas.addEventListener("wheel", (event) => {
        if (this.count > 1 && event.deltaY !== 0 && !event.ctrlKey) {
          event.preventDefault();
          this.scrollBy(event.deltaY < 0 ? 1 : -1);
        }
      }, { passive: false });
      this.canvas.addEventListener("keydown", (event) => {
        const steps = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10,
          Home: -this.count, End: this.count };
        if (event.key in steps && !event.ctrlKey && !event.altKey && !event.metaKey) {
          event.preventDefault();
          this.scrollBy(steps[event.key]);
        }
      });
      const point = (event) => {
        const box = this.canvas.getBoundingClientRect();
        const column = clamp(Math.floor((event.clientX - box.left) / box.width * this.columns), this.columns);
        const row = clamp(Math.floor((event.clientY - box.top) / box.height * this.rows), this.rows);
        this.viewer.at[this.model.column] = column;
        this.viewer.at[this.model.row] = this.indexOfRow(row);
        this.viewer.draw();
      };
      this.canvas.addEventListener("pointerdown", (event) => {
        if (event.button === 0) { point(event); }
      });
      this.canvas.addEventListener("pointermove", (event) => {
        if (event.buttons & 1) { point(event); }
      });
    }

    /** Superior is on top, where the last slices lie; all other rows and columns run as the arrays do. */
    indexOfRow(row) { return this.model.row === 0 ? this.rows - 1 - row : row; }

    scrollBy(step) { this.scrollTo(clamp(this.viewer.at[this.normal] + step, this.count)); }

    scrollTo(index) {
      this.viewer.at[this.normal] = index;
      this.viewer.draw();
    }

    /** The place in the arrays of the first pixel of a row, and the step to the next column. */
    lineOf(row) {
      const strides = this.viewer.strides;
      return { start: this.viewer.at[this.normal] * strides[this.normal] +
        this.indexOfRow(row) * strides[this.model.row], step: strides[this.model.column] };
    }

    /** Calls visit(pixel, voxel) of all pixels of the slice. */
    each(visit) {
      for (let row = 0, pixel = 0; row < this.rows; ++row) {
        const line = this.lineOf(row);
        for (let column = 0; column < this.columns; ++column, ++pixel) {
          visit(pixel, line.start + column * line.step);
        }
      }
    }

    resize(pxPerMm) {
      const width = Math.max(1, Math.round(this.mm[1] * pxPerMm));
      const height = Math.max(1, Math.round(this.mm[0] * pxPerMm));
      const fine = window.devicePixelRatio || 1;
      this.canvas.style.width = width + "px";
      this.canvas.style.aspectRatio = width + " / " + height;
      this.canvas.width = Math.round(width * fine);
      this.canvas.height = Math.round(height * fine);
      this.fine = fine;
    }

    paint(smooth, colorOf) {
      const context = this.small.getContext("2d");
      const image = context.createImageData(this.columns, this.rows);
      this.each((pixel, voxel) => colorOf(image.data, 4 * pixel, voxel));
      context.putImageData(image, 0, 0);
      const target = this.canvas.getContext("2d");
      target.imageSmoothingEnabled = smooth;
      target.imageSmoothingQuality = "high";
      target.drawImage(this.small, 0, 0, this.canvas.width, this.canvas.height);
    }

    draw() {
      const viewer = this.viewer;
      const grey = viewer.image;
      this.paint(true, (data, at, voxel) => {
        data[at] = data[at + 1] = data[at + 2] = grey[voxel];
        data[at + 3] = 255;
      });
      const shown = viewer.maps.filter((map) => map.shown);
      shown.forEach((map) => {
        const filled = map === viewer.maps[0];
        if (filled) { this.fill(map.ranks); }
        if (!filled || shown.length === 1) { this.outline(map.ranks); }
      });
      this.mark();
      const index = viewer.at[this.normal];
      this.slider.value = index;
      this.output.textContent = viewer.positionAlong(this.normal);
      this.slider.setAttribute("aria-valuetext",
        this.output.textContent + ", slice " + (index + 1) + " of " + this.count);
    }

    fill(ranks) {
      const viewer = this.viewer;
      const alpha = Math.round(255 * viewer.opacity);
      this.paint(false, (data, at, voxel) => {
        const rank = ranks[voxel];
        if (rank > 0 && viewer.visible[rank]) {
          data.set(viewer.model.colors[rank], at);
          data[at + 3] = alpha;
        }
      });
    }

    /** Lines just inside of the edges, so that those of neighbors lie side by side. */
    outline(ranks) {
      const viewer = this.viewer;
      const context = this.canvas.getContext("2d");
      const wide = this.canvas.width / this.columns;
      const high = this.canvas.height / this.rows;
      const thin = Math.min(LINE * this.fine, wide, high);
      const shownAt = (row, column) => {
        if (row < 0 || column < 0 || row >= this.rows || column >= this.columns) { return 0; }
        const line = this.lineOf(row);
        const rank = ranks[line.start + column * line.step];
        return viewer.visible[rank] ? rank : 0;
      };
      for (let row = 0; row < this.rows; ++row) {
        for (let column = 0; column < this.columns; ++column) {
          const rank = shownAt(row, column);
          if (rank === 0) { continue; }
          const x = column * wide;
          const y = row * high;
          context.fillStyle = viewer.lines[rank];
          if (shownAt(row - 1, column) !== rank) { context.fillRect(x, y, wide, thin); }
          if (shownAt(row + 1, column) !== rank) { context.fillRect(x, y + high - thin, wide, thin); }
          if (shownAt(row, column - 1) !== rank) { context.fillRect(x, y, thin, high); }
          if (shownAt(row, column + 1) !== rank) { context.fillRect(x + wide - thin, y, thin, high); }
        }
      }
    }

    /** Letters and crosshair. */
    mark() {
      const context = this.canvas.getContext("2d");
      const width = this.canvas.width;
      const height = this.canvas.height;
      const size = 14 * this.fine;
      context.font = "600 " + size + "px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      context.lineWidth = 3 * this.fine;
      context.strokeStyle = "rgba(0, 0, 0, 0.8)";
      context.fillStyle = "#ffffff";
      const [left, right, top, bottom] = this.model.letters;
      [[left, size * 0.7, height / 2], [right, width - size * 0.7, height / 2], [top, width / 2, size * 0.8],
        [bottom, width / 2, height - size * 0.7]].forEach(([letter, x, y]) => {
        context.strokeText(letter, x, y);
        context.fillText(letter, x, y);
      });
      if (!this.viewer.crosshair.checked) { return; }
      const x = (this.viewer.at[this.model.column] + 0.5) / this.columns * width;
      const y = (this.indexOfRow(this.viewer.at[this.model.row]) + 0.5) / this.rows * height;
      const gap = 7 * this.fine;
      const thin = this.fine;
      context.fillStyle = CROSS;
      context.fillRect(0, y - thin / 2, Math.max(0, x - gap), thin);
      context.fillRect(x + gap, y - thin / 2, width, thin);
      context.fillRect(x - thin / 2, 0, thin, Math.max(0, y - gap));
      context.fillRect(x - thin / 2, y + gap, thin, height);
    }
  }

  class Viewer {
    constructor(root) {
      this.root = root;
      this.model = JSON.parse(root.dataset.model);
      this.number = ++viewers;
      this.at = this.model.start.slice();
      this.opacity = 0.4;
      this.visible = this.model.colors.map((color, rank) => rank > 0);
      this.lines = this.model.colors.map((color) =>
        "rgb(" + color.map((part) => Math.round(part + (255 - part) * LIGHTER)).join(",") + ")");
      const [, height, width] = this.model.size;
      this.strides = [height * width, width, 1];
      this.status = root.querySelector(".sv-status");
      this.say("The slices are unpacked when they come into view.");
      root.setAttribute("aria-busy", "true"); // who prints waits for it
    }

    say(text) { this.status.textContent = text; }

    async start() {
      if (this.state) { return; }
      this.state = "unpacking";
      this.say("Unpacking the slices …");
      try {
        if (!window.DecompressionStream) { throw new Error("this browser lacks DecompressionStream, use a newer one"); }
        const volumes = [];
        for (const template of this.root.querySelectorAll("template")) { volumes.push(await unpack(template)); }
        const voxels = this.model.size.reduce((a, b) => a * b, 1);
        if (volumes.some((volume) => volume.length !== voxels)) {
          throw new Error("the file is damaged, write it again");
        }
        this.image = volumes[0];
        this.maps = this.model.maps.map((name, i) => ({ name: name, ranks: volumes[i + 1], shown: true }));
        this.build();
        this.state = "ready";
      } catch (error) {
        this.state = "failed";
        this.say("The slices cannot be shown: " + error.message + ".");
      }
      this.root.dataset.state = this.state;
      this.root.removeAttribute("aria-busy");
    }

    build() {
      this.body = make("div", "sv-planes");
      this.root.insertBefore(this.body, this.status);
      this.planes = this.model.planes.map((plane) => new Plane(this, plane));
      this.planes.forEach((plane) => this.body.appendChild(plane.figure));
      this.root.insertBefore(this.controls(), this.status.nextSibling);
      this.layout();
      let width = this.root.clientWidth;
      new ResizeObserver(() => {
        if (this.root.clientWidth !== width) {
          width = this.root.clientWidth;
          this.layout();
        }
      }).observe(this.root);
    }

    controls() {
      const box = make("div", "sv-controls");
      const view = group("View");
      const crosshair = control("checkbox", "Crosshair");
      this.crosshair = crosshair.input;
      this.crosshair.checked = true;
      this.crosshair.addEventListener("change", () => this.draw());
      view.appendChild(crosshair.label);
      if (this.maps.length > 0) { view.appendChild(this.opacityControl()); }
      box.appendChild(view);
      if (this.maps.length > 0) {
        box.appendChild(this.mapControls());
        box.appendChild(this.structureControls());
      }
      return box;
    }

    opacityControl() {
      const opacity = control("range", "Opacity");
      opacity.label.classList.add("sv-opacity");
      opacity.input.max = 100;
      opacity.input.value = 100 * this.opacity;
      opacity.input.addEventListener("input", () => {
        this.opacity = Number(opacity.input.value) / 100;
        this.draw();
      });
      return opacity.label;
    }

    mapControls() {
      const maps = group("Labels");
      this.maps.forEach((map, i) => {
        const toggle = control("checkbox", map.name + (i === 0 ? " (filled)" : " (lines)"));
        toggle.input.checked = true;
        toggle.input.addEventListener("change", () => {
          map.shown = toggle.input.checked;
          this.draw();
        });
        maps.appendChild(toggle.label);
      });
      return maps;
    }

    structureControls() {
      const structures = group("Structures");
      structures.classList.add("sv-structures");
      const inputs = [];
      const apply = (structure, isShown) => structure.ranks.forEach((rank) => { this.visible[rank] = isShown; });
      const set = (isShown) => {
        this.model.structures.forEach((structure, i) => {
          inputs[i].checked = isShown;
          apply(structure, isShown);
        });
        this.draw();
      };
      const list = make("div", "sv-list");
      this.model.structures.forEach((structure) => {
        const toggle = control("checkbox", structure.name, structure.color);
        toggle.input.checked = true;
        inputs.push(toggle.input);
        toggle.input.addEventListener("change", () => {
          apply(structure, toggle.input.checked);
          this.draw();
        });
        list.appendChild(toggle.label);
      });
      structures.appendChild(list);
      if (inputs.length > 3) {
        [["All", true], ["None", false]].forEach(([name, isShown]) => {
          const button = make("button", "sv-button", name);
          button.type = "button";
          button.addEventListener("click", () => set(isShown));
          structures.appendChild(button);
        });
      }
      return structures;
    }

    /** One scale for all planes. */
    layout() {
      const room = this.root.clientWidth;
      const widths = this.planes.map((plane) => plane.mm[1]);
      const tallest = Math.max(...this.planes.map((plane) => plane.mm[0]));
      const inRow = (room - GAP * (widths.length - 1)) / widths.reduce((a, b) => a + b, 0);
      const alone = room / Math.max(...widths);
      const scale = Math.max(0.01, Math.min(room < NARROW ? alone : inRow, TALLEST / tallest));
      this.planes.forEach((plane) => plane.resize(scale));
      this.draw();
    }

    draw() {
      this.planes.forEach((plane) => plane.draw());
      this.say(this.describe());
    }

    /** In mm, LPS, of the voxel under the crosshair. */
    world() {
      return [0, 1, 2].map((axis) => this.model.origin[axis] +
        this.model.steps.reduce((sum, step, i) => sum + step[axis] * this.at[i], 0));
    }

    positionAlong(axis) {
      const step = this.model.steps[axis].map(Math.abs);
      const world = step.indexOf(Math.max(...step));
      const center = this.model.size.map((count, i) => i === axis ? this.at[i] : (count - 1) / 2);
      const position = this.model.origin[world] +
        this.model.steps.reduce((sum, part, i) => sum + part[world] * center[i], 0);
      return (position >= 0 ? "LPS" : "RAI")[world] + " " +
        Math.abs(position).toFixed(this.model.spacing[axis] < 1 ? 1 : 0) + " mm";
    }

    intensity(level) {
      const [black, white] = this.model.window;
      const step = (white - black) / 255;
      const digits = Math.max(0, Math.min(9, Math.ceil(-Math.log10(step))));
      const value = (black + level * step).toFixed(digits);
      if (level === 0 || level === 255) { return (level === 0 ? "at most " : "at least ") + value; }
      return "about " + value + " (rounded to steps of " + Number(step.toPrecision(2)) + ")";
    }

    describe() {
      const voxel = this.at.reduce((sum, index, axis) => sum + index * this.strides[axis], 0);
      const parts = ["LPS " + this.world().map((value) => value.toFixed(1)).join(", ") + " mm",
        "intensity " + this.intensity(this.image[voxel])];
      this.maps.forEach((map) => parts.push(map.name + ": " + this.model.names[map.ranks[voxel]]));
      return parts.join("; ");
    }
  }

  const all = Array.prototype.map.call(document.querySelectorAll(".sv"), (root) => new Viewer(root));
  const byRoot = new Map(all.map((viewer) => [viewer.root, viewer]));
  const seen = new IntersectionObserver((entries) => entries.forEach((entry) => {
    if (entry.isIntersecting) { byRoot.get(entry.target).start(); }
  }), { rootMargin: "200px" });
  all.forEach((viewer) => seen.observe(viewer.root));
  // Those further below follow one by one when there is nothing else to do: they are wanted on paper too.
  const whenIdle = window.requestIdleCallback || ((next) => setTimeout(next, 300));
  async function others() {
    const next = all.find((viewer) => !viewer.state);
    if (next) {
      await next.start();
      whenIdle(others);
    }
  }
  window.addEventListener("load", () => whenIdle(others));
})();
