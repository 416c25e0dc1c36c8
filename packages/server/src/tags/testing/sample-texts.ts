/** The texts below `in/text/` in the bucket of the end-to-end tests, which `in/packed.tar.gz` holds as well. */
export const TEXTS = { 'a.txt': 'one\n', 'b/c.html': '<p>two</p>\n' } as const
