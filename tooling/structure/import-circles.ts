import ts from 'typescript'

type Graph = ReadonlyMap<string, readonly string[]>

/** Groups of files that import each other in a circle. Imports of types alone are gone at run time and not counted. */
export function importCircles(
  program: ts.Program,
  isCounted: (file: string) => boolean,
): readonly string[][] {
  const files = program.getSourceFiles().filter(({ fileName }) => isCounted(fileName))
  const graph = new Map(files.map((file) => [file.fileName, importsOf(program, file).filter(isCounted)]))
  return circlesOf(graph)
}

function importsOf(program: ts.Program, file: ts.SourceFile): readonly string[] {
  const options = program.getCompilerOptions()
  return file.statements.flatMap((node) => {
    const isImport = ts.isImportDeclaration(node) && !isOfTypes(node)
    const isExport = ts.isExportDeclaration(node) && !node.isTypeOnly
    if ((!isImport && !isExport) || !node.moduleSpecifier || !ts.isStringLiteral(node.moduleSpecifier))
      return []
    const { resolvedModule } = ts.resolveModuleName(node.moduleSpecifier.text, file.fileName, options, ts.sys)
    return resolvedModule ? [resolvedModule.resolvedFileName] : []
  })
}

function isOfTypes({ importClause }: ts.ImportDeclaration): boolean {
  if (!importClause) return false
  if (importClause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = importClause
  if (name || !namedBindings || !ts.isNamedImports(namedBindings)) return false
  return namedBindings.elements.length > 0 && namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
}

/** A file is in a circle when its imports lead back to it. */
function circlesOf(graph: Graph): readonly string[][] {
  const reach = new Map([...graph.keys()].map((file) => [file, reachableFrom(graph, file)]))
  const seen = new Set<string>()
  const circles: string[][] = []
  for (const [file, reached] of reach) {
    if (seen.has(file) || !reached.has(file)) continue
    const circle = [...reached].filter((other) => reach.get(other)?.has(file))
    for (const other of circle) seen.add(other)
    circles.push(circle)
  }
  return circles
}

function reachableFrom(graph: Graph, file: string): ReadonlySet<string> {
  const reached = new Set<string>()
  const open = [...(graph.get(file) ?? [])]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    open.push(...(graph.get(next) ?? []))
  }
  return reached
}
