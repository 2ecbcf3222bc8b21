// What few pages show: the sentences about problems and about changes made elsewhere, which the build adds to this chunk, and
// the note of a sandbox.
import './sandbox-note.ts';
