// The sentences about problems and about changes made elsewhere, which few pages show. This chunk has no code. The build
// adds its sentences to it.
export {};
