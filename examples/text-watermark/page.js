// The page: hands text and key to a Web Worker and shows its answer. It sends nothing.
const element = (id) => document.getElementById(id);
const worker = new Worker('/detector.js', { type: 'module' });

/** What each outcome means, and what it does not. */
const MEANING = {
  present: (report) => {
    const digits = Math.floor(-report.logP / Math.LN10);
    const parts = report.marks.map(({ characters: [from, to] }) => `characters ${from} to ${to}`);
    return `Found: ${parts.join(', ')}. By chance in less than one text in 10^${digits}.`;
  },
  absent: () =>
    'Not found, and a mark of careful prose would have been. A person may have written it, or another model.',
  'too-short': () => 'Not found, and the text is too short to tell.',
  'too-predictable': () => 'Not found, and the text repeats itself too much to tell.',
};

worker.addEventListener('message', ({ data }) => {
  if ('schemes' in data) {
    element('scheme').replaceChildren(...data.schemes.map((scheme) => new Option(scheme)));
    element('form').dataset.ready = 'true';
    return;
  }
  element('answer').textContent =
    'error' in data ? data.error : MEANING[data.report.outcome](data.report);
  element('report').hidden = !('report' in data);
  element('report').textContent = JSON.stringify(data.report, null, 2);
});

element('form').addEventListener('submit', (event) => {
  event.preventDefault();
  element('answer').textContent = 'Looking …';
  const digits = element('key').value;
  worker.postMessage({
    text: element('text').value,
    master: Uint8Array.from({ length: 32 }, (_, i) =>
      Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16),
    ),
    scheme: element('scheme').value,
    contextWidth: Number(element('width').value),
  });
});
