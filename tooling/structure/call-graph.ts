import path from 'node:path'
import ts from 'typescript'

/**
 * Who calls whom in `packages/server/src`, as the compiler resolves it: calls, `new`, and calls of a property. A call of
 * an interface's method leads to the interface and no further, since only the composition knows the class behind it.
 * What a function passes to another one as an argument counts as its own calls.
 */
export class CallGraph {
  readonly #source: string
  readonly #checker: ts.TypeChecker
  readonly #files: readonly ts.SourceFile[]

  constructor(root: string, program: ts.Program) {
    this.#source = path.join(root, 'packages/server/src') + path.sep
    this.#checker = program.getTypeChecker()
    this.#files = program.getSourceFiles().filter((file) => this.#isOurs(file))
  }

  /** A function by its name, or a method by `Class.method`; `undefined` when there is none. */
  find(name: string): ts.Node | undefined {
    const [owner = '', method] = name.split('.')
    for (const file of this.#files) {
      const found = file.statements.find((node) => isDeclaredAs(node, owner))
      if (!found) continue
      if (method === undefined) return found
      if (ts.isClassDeclaration(found))
        return found.members.find((member) => member.name?.getText() === method)
    }
    return undefined
  }

  /** The files of all functions that at most `calls` calls lead to from `entry`, its own among them. */
  filesWithin(entry: ts.Node, calls: number): ReadonlySet<string> {
    const seen = new Set([entry])
    let front = [entry]
    for (let depth = 0; depth < calls; depth += 1) {
      const next = new Set(front.flatMap((node) => this.#calledBy(node)))
      front = [...next].filter((node) => !seen.has(node))
      for (const node of front) seen.add(node)
    }
    return new Set([...seen].map((node) => node.getSourceFile().fileName.slice(this.#source.length)))
  }

  #calledBy(node: ts.Node): readonly ts.Node[] {
    const called: ts.Node[] = []
    const visit = (inner: ts.Node): void => {
      if (ts.isCallExpression(inner) || ts.isNewExpression(inner)) {
        const declaration = this.#declarationOf(inner.expression)
        if (declaration) called.push(declaration)
      }
      ts.forEachChild(inner, visit)
    }
    for (const part of bodiesOf(node)) visit(part)
    return called
  }

  #declarationOf(callee: ts.Expression): ts.Node | undefined {
    const name = ts.isPropertyAccessExpression(callee) ? callee.name : callee
    const symbol = this.#checker.getSymbolAtLocation(name)
    if (!symbol) return undefined
    const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0
    const { declarations = [] } = isAlias ? this.#checker.getAliasedSymbol(symbol) : symbol
    const ours = declarations.filter((node) => this.#isOurs(node.getSourceFile()) && isCallable(node))
    return ours.find((node) => bodiesOf(node).length > 0) ?? ours[0]
  }

  #isOurs({ fileName }: ts.SourceFile): boolean {
    return fileName.startsWith(this.#source) && !/\.test\.ts$|\/testing\//.test(fileName)
  }
}

function isDeclaredAs(node: ts.Statement, name: string): boolean {
  if (ts.isFunctionDeclaration(node) || ts.isClassDeclaration(node)) return node.name?.text === name
  return (
    ts.isVariableStatement(node) &&
    node.declarationList.declarations.some((declaration) => declaration.name.getText() === name)
  )
}

/** A parameter or a local name of something that was handed over says nothing of where it is. */
function isCallable(node: ts.Node): boolean {
  return !ts.isParameter(node) && !ts.isBindingElement(node)
}

/** What is run when a declaration is called. */
function bodiesOf(node: ts.Node): readonly ts.Node[] {
  if (ts.isClassDeclaration(node)) {
    return node.members.filter(
      (member) => ts.isConstructorDeclaration(member) || ts.isPropertyDeclaration(member),
    )
  }
  if (ts.isFunctionLike(node)) return 'body' in node && node.body ? [node] : []
  if (ts.isVariableStatement(node)) return [node]
  const isValue =
    ts.isVariableDeclaration(node) || ts.isPropertyDeclaration(node) || ts.isPropertyAssignment(node)
  return isValue && node.initializer ? [node.initializer] : []
}
