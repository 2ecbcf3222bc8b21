// What few pages show: the sentences about problems and about changes made elsewhere, which the build adds to this chunk, and
// the notes that contain them.
import './rare-notes.ts';
import './sandbox-note.ts';
