// A list of thousands of items of differing heights, of which the document holds those in view and some around them.
// What is in view stays where it is while items are added above, changed, or measured for the first time.
import { eachFrame } from './dom.js';

/** Rendered beyond the view, in view heights. */
const OVERSCAN = 1;
/** How near to the end the view sticks to it, in pixels. */
const STICKS_WITHIN = 40;
const FIRST_GUESS = 56;

/**
 * An item has a "key", the same for its life, and a "revision" that changes when it is to be rendered again. One that
 * "floats" has no place of its own, such as the line above what is loaded: the view is never held by it.
 * @typedef {{key: string, revision: string, floats?: boolean}} Item
 */
export class VirtualList {
  #scroller;
  #above = document.createElement('div');
  #rows = document.createElement('div');
  #below = document.createElement('div');
  #render;
  #items = [];
  #index = new Map();
  #heights = new Map();
  #total = 0;
  #measured = 0;
  #shown = new Map();
  #from = 0;
  #to = 0;
  #width = 0;
  /** The height of the rows when they were last laid out. */
  #laidOut = 0;
  #atEnd = true;
  /** Where the view was put, or was seen, last. */
  #top = 0;
  #listeners;

  /**
   * @param {HTMLElement} scroller
   * @param {(item: Item) => HTMLElement} render
   * @param {{start: () => void, moved: () => void}} listeners told when the first item is near, and when the view moved
   */
  constructor(scroller, render, listeners) {
    this.#scroller = scroller;
    this.#render = render;
    this.#listeners = listeners;
    for (const spacer of [this.#above, this.#below]) spacer.setAttribute('aria-hidden', 'true');
    this.#rows.className = 'rows';
    // The rows are not of the document's outline: roles stand on the scroller.
    for (const each of [this.#above, this.#rows, this.#below]) each.setAttribute('role', 'presentation');
    scroller.replaceChildren(this.#above, this.#rows, this.#below);
    const scrolled = eachFrame(() => this.#scrolled());
    scroller.addEventListener('scroll', scrolled, { passive: true });
    // In the next frame: what is laid out while sizes are observed is observed again.
    const resized = eachFrame(() => this.#resized());
    const grown = eachFrame(() => this.#rows.offsetHeight !== this.#laidOut && this.#layout(this.#anchorOrGuess()));
    new ResizeObserver(resized).observe(scroller);
    new ResizeObserver(grown).observe(this.#rows);
  }

  get isAtEnd() {
    return this.#atEnd;
  }

  /** The elements that are rendered, in order. */
  get elements() {
    return [...this.#rows.children];
  }

  /** Shows other items; where the view was it stays, by the key of what is in it. */
  setItems(items) {
    const before = this.#items;
    this.#items = items;
    this.#index = new Map(items.map((item, i) => [item.key, i]));
    // Best held by what does not change: a row that is rendered again may be of another height.
    const isSame = (key) => this.#items[this.#index.get(key)]?.revision === this.#shown.get(key)?.revision;
    const anchor = this.#anchor(isSame) ?? this.#anchorOrGuess();
    for (const { key } of before) {
      if (!this.#index.has(key)) this.#forget(key);
    }
    this.#layout(anchor);
  }

  /** Another list altogether: begins at its end. */
  reset(items) {
    this.#shown.clear();
    this.#rows.replaceChildren();
    this.#heights.clear();
    this.#total = this.#measured = 0;
    this.#items = [];
    this.#atEnd = true;
    this.setItems(items);
  }

  toEnd() {
    this.#atEnd = true;
    this.#layout(null);
  }

  /** Brings an item into the middle of the view. */
  toKey(key) {
    const index = this.#index.get(key);
    if (index === undefined) return null;
    this.#atEnd = false;
    const height = this.#heightOf(this.#items[index]);
    this.#layout({ key, offset: Math.max(0, (this.#scroller.clientHeight - height) / 2) });
    this.#atEnd = this.#isNearEnd();
    return this.#shown.get(key)?.element ?? null;
  }

  element(key) {
    return this.#shown.get(key)?.element ?? null;
  }

  #forget(key) {
    const height = this.#heights.get(key);
    if (height !== undefined) {
      this.#heights.delete(key);
      this.#total -= height;
      this.#measured--;
    }
  }

  #heightOf(item) {
    return this.#heights.get(item.key) ?? (this.#measured ? this.#total / this.#measured : FIRST_GUESS);
  }

  /** What is at the top of the view, and how far from it; null where the view sticks to the end. */
  #anchor(fits = () => true) {
    if (this.#atEnd) return null;
    const top = this.#scroller.scrollTop;
    for (const element of this.#rows.children) {
      const { key, floats } = element.dataset;
      // Where the view was moved past all that is rendered, what is known of the heights says what is there.
      if (element.offsetTop > top + this.#scroller.clientHeight) break;
      if (element.offsetTop + element.offsetHeight > top && floats === undefined && fits(key)) {
        return { key, offset: element.offsetTop - top };
      }
    }
    return null;
  }

  /** The same, or what is known to be there. */
  #anchorOrGuess() {
    return this.#anchor() ?? (this.#atEnd ? null : this.#anchorAt(this.#scroller.scrollTop));
  }

  /** The same, worked out of what is known of the heights. */
  #anchorAt(top) {
    let y = 0;
    for (const item of this.#items) {
      const height = this.#heightOf(item);
      if (y + height > top && !item.floats) return { key: item.key, offset: y - top };
      y += height;
    }
    return null;
  }

  #isNearEnd() {
    const { scrollTop, scrollHeight, clientHeight } = this.#scroller;
    return scrollHeight - scrollTop - clientHeight < STICKS_WITHIN;
  }

  #scrolled() {
    const { scrollTop, clientHeight } = this.#scroller;
    // What grows below the view takes nobody away from the end: only scrolling up does.
    this.#atEnd = this.#isNearEnd() || (this.#atEnd && scrollTop >= this.#top);
    this.#top = scrollTop;
    const first = this.#above.offsetHeight;
    const last = first + this.#rows.offsetHeight;
    const needsAbove = this.#from > 0 && scrollTop < first + (clientHeight * OVERSCAN) / 2;
    const needsBelow = this.#to < this.#items.length && scrollTop + clientHeight > last - (clientHeight * OVERSCAN) / 2;
    if (needsAbove || needsBelow) this.#layout(this.#anchorOrGuess());
    if (this.#from === 0 && scrollTop < clientHeight * 2) this.#listeners.start();
    this.#listeners.moved();
  }

  #resized() {
    const width = this.#scroller.clientWidth;
    if (width !== this.#width && this.#width !== 0) {
      // Lines break elsewhere: every height is another one.
      const anchor = this.#anchorOrGuess();
      this.#heights.clear();
      this.#total = this.#measured = 0;
      this.#width = width;
      this.#layout(anchor);
    } else {
      this.#width = width;
      this.#layout(this.#anchorOrGuess());
    }
  }

  /** Renders what belongs around the anchor and puts the view where it was. */
  #layout(anchor) {
    const scroller = this.#scroller;
    const view = scroller.clientHeight;
    // Not shown at all: it is laid out when it is again.
    if (view === 0) return;
    const count = this.#items.length;
    let index = anchor ? this.#index.get(anchor.key) : undefined;
    if (index === undefined) {
      anchor = null;
      index = count - 1;
    }
    const above = (anchor ? anchor.offset : view) + view * OVERSCAN;
    const below = (anchor ? view - anchor.offset : 0) + view * OVERSCAN;
    let from = Math.max(0, index);
    for (let y = 0; from > 0 && y < above; ) y += this.#heightOf(this.#items[--from]);
    let to = Math.max(0, index);
    for (let y = -1; to < count && (y < below || to === index); ) y += this.#heightOf(this.#items[to++]);
    if (!anchor) to = count;
    this.#from = from;
    this.#to = to;
    this.#show(from, to);
    this.#measure();
    this.#laidOut = this.#rows.offsetHeight;
    this.#above.style.height = `${this.#sum(0, from)}px`;
    this.#below.style.height = `${this.#sum(to, count)}px`;
    if (anchor) {
      const element = this.#shown.get(anchor.key).element;
      const top = element.offsetTop - anchor.offset;
      if (Math.abs(scroller.scrollTop - top) >= 1) scroller.scrollTop = top;
    } else if (this.#atEnd) {
      scroller.scrollTop = scroller.scrollHeight;
    }
    this.#top = scroller.scrollTop;
    if (from === 0 && scroller.scrollTop < view * 2) this.#listeners.start();
  }

  #sum(from, to) {
    let sum = 0;
    for (let i = from; i < to; i++) sum += this.#heightOf(this.#items[i]);
    return sum;
  }

  #show(from, to) {
    const wanted = new Map();
    let next = this.#rows.firstElementChild;
    for (let i = from; i < to; i++) {
      const item = this.#items[i];
      let shown = this.#shown.get(item.key);
      if (!shown || shown.revision !== item.revision) {
        const element = this.#render(item);
        element.dataset.key = item.key;
        if (item.floats) element.dataset.floats = '';
        const before = shown?.element;
        if (before) {
          if (next === before) next = element;
          before.replaceWith(element);
        }
        shown = { element, revision: item.revision };
      }
      wanted.set(item.key, shown);
      if (shown.element === next) {
        next = next.nextElementSibling;
      } else {
        this.#rows.insertBefore(shown.element, next);
      }
    }
    for (const [key, { element }] of this.#shown) {
      if (!wanted.has(key)) element.remove();
    }
    this.#shown = wanted;
  }

  #measure() {
    for (const [key, { element }] of this.#shown) {
      this.#forget(key);
      const height = element.offsetHeight;
      this.#heights.set(key, height);
      this.#total += height;
      this.#measured++;
    }
  }
}
