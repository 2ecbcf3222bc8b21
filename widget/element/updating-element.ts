// Servers import the class too, and make none.
const BaseElement = typeof HTMLElement === 'undefined' ? (Object as unknown as typeof HTMLElement) : HTMLElement;

/** The properties of an element by name, each with the attribute that sets it: of the same name, of another, or none. */
export type Properties = Readonly<Record<string, { readonly attribute?: string | false }>>;

/**
 * An element with properties that can be set at any time: by attributes as well, and before the class is known. It hears
 * once of all that changed together.
 *
 * What the tag needs of Lit's `ReactiveElement`, under the same names, at a fraction of its weight.
 */
export abstract class UpdatingElement extends BaseElement {
  /** To be defined, and followed by a static block that calls {@link finalize}. */
  declare static readonly properties: Properties;

  static get observedAttributes(): readonly string[] {
    return Object.entries(this.properties).flatMap(([name, { attribute = name }]) => attribute || []);
  }

  /** Puts accessors on the prototype, where frameworks look for properties. */
  protected static finalize(): void {
    for (const name of Object.keys(this.properties)) {
      Object.defineProperty(this.prototype, name, {
        get(this: UpdatingElement) {
          return this.#values.get(name);
        },
        set(this: UpdatingElement, value: unknown) {
          if (Object.is(value, this.#values.get(name))) return;
          this.#values.set(name, value);
          this.requestUpdate(name);
        },
      });
    }
  }

  readonly #properties = (this.constructor as typeof UpdatingElement).properties;
  readonly #values = new Map<string, unknown>();
  #changed = new Set<string>();

  constructor() {
    super();
    for (const [name, value] of Object.entries(this)) {
      if (!Object.hasOwn(this.#properties, name)) continue;
      // Set before the class was known: an own property, which would hide the accessor.
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
  }

  attributeChangedCallback(changed: string, _: string | null, value: string | null): void {
    for (const [name, { attribute = name }] of Object.entries(this.#properties)) {
      if (attribute === changed) Reflect.set(this, name, value);
    }
  }

  /** Has {@link updated} called soon, as if this property had changed. */
  protected requestUpdate(name: string): void {
    if (this.#changed.size === 0) {
      queueMicrotask(() => {
        const changed = this.#changed;
        this.#changed = new Set();
        this.updated(changed);
      });
    }
    this.#changed.add(name);
  }

  /** Called with the names of the properties that have changed since the last call. */
  protected abstract updated(changed: ReadonlySet<string>): void;
}
