#!/usr/bin/env node
// Every Node must be able to parse this file, so that one that is too old is told so in a line: nothing newer than
// 2015 here, no import, and the rest in a file of its own.
const manifest = require('../package.json');

const oldest = /(\d+)\.(\d+)/.exec(manifest.engines.node).slice(1).map(Number);
const here = process.versions.node.split('.').map(Number);
if (here[0] > oldest[0] || (here[0] === oldest[0] && here[1] >= oldest[1])) {
  require('./start.js');
} else {
  process.stderr.write(
    `provenance needs Node ${oldest.join('.')} or later, and this is ${process.version}. Get a newer one from https://nodejs.org.\n`,
  );
  process.exitCode = 2;
}
