// The command as a process of its own, from source: bin/provenance.js runs what was built.
import { main } from '../src/main.ts';

await main();
