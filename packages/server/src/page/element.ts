/** An element with its children; what is a string is text and never markup. */
export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>> = {},
  ...children: readonly (Node | string | null)[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** A part of the result with a heading. */
export function section(
  heading: string,
  ...children: readonly (Node | string | null)[]
): HTMLElement {
  return element('section', {}, element('h3', {}, heading), ...children);
}

/** Names and what is said of each; a name without anything to say is left out. */
export function list(
  rows: readonly (readonly [name: string, texts: readonly (Node | string)[]])[],
) {
  return element(
    'dl',
    {},
    ...rows
      .filter(([, texts]) => texts.length > 0)
      .flatMap(([name, texts]) => [
        element('dt', {}, name),
        element(
          'dd',
          {},
          ...texts.map((text) => (typeof text === 'string' ? element('p', {}, text) : text)),
        ),
      ]),
  );
}
