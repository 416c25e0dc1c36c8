import { isObject, textAt, valueAt, withValue, type Json, type JsonObject } from '../../../forms/elements.ts'

/** The MediaWorkflow of the protocol, as it is being edited: what no form knows stays in it. */
export type Draft = JsonObject

export interface DraftNode {
  readonly name: string
  readonly type: string
  readonly next: readonly string[]
}

export const START = 'Start'
export const END = 'End'

const DEPENDENCIES = ['Topology', 'Dependencies']
const NODES = ['Topology', 'Nodes']

export function newDraft(): Draft {
  return {
    Name: '',
    State: 'Active',
    Topology: {
      Dependencies: { Start: '' },
      Nodes: { Start: { Type: START, Input: { ObjectPrefix: 'in/' } } },
    },
  }
}

/** Start and the nodes in their order, with what follows each. */
export function nodesOf(draft: Draft): readonly DraftNode[] {
  const nodes = valueAt(draft, NODES)
  if (!isObject(nodes)) return []
  return Object.entries(nodes).map(([name, node]) => ({
    name,
    type: textAt(node, ['Type']),
    next: nextOf(draft, name),
  }))
}

function nextOf(draft: Draft, name: string): readonly string[] {
  return textAt(draft, [...DEPENDENCIES, name])
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '')
}

export interface NewNode {
  readonly after: string
  readonly type: string
  readonly operation: JsonObject
}

/** Adds a node behind another one; returns its name as well. */
export function addNode(draft: Draft, { after, type, operation }: NewNode): { draft: Draft; name: string } {
  const name = freeName(draft, type)
  const node = { Type: type, Operation: operation }
  const described = withValue(draft, [...NODES, name], node)
  const followed = setNext(described, after, [...nextOf(draft, after).filter((each) => each !== END), name])
  return { draft: setNext(followed, name, [END]), name }
}

/** Links two nodes that are there. */
export function linkNodes(draft: Draft, from: string, to: string): Draft {
  const others = nextOf(draft, from).filter((each) => each !== END && each !== to)
  return setNext(draft, from, [...others, to])
}

/** The node, and those that only it leads to. */
export function removedWith(draft: Draft, name: string): ReadonlySet<string> {
  const kept = reachedFrom(draft, START, new Set([name]))
  const left = nodesOf(draft).filter((node) => node.name === name || !kept.has(node.name))
  return new Set(left.map((node) => node.name))
}

/** Removes a node with those that only it leads to; what has nothing behind it then is followed by the end. */
export function removeNode(draft: Draft, name: string): Draft {
  const gone = removedWith(draft, name)
  const left = [...gone].reduce(
    (before, each) =>
      withValue(withValue(before, [...NODES, each], undefined), [...DEPENDENCIES, each], undefined),
    draft,
  )
  return nodesOf(left).reduce((before, node) => {
    const next = node.next.filter((each) => !gone.has(each))
    if (next.length === node.next.length) return before
    return setNext(before, node.name, next.length > 0 || node.name === START ? next : [END])
  }, left)
}

/** What `name` leads to, and itself: a link back from there would be a circle. */
export function reachedFrom(draft: Draft, name: string, reached = new Set<string>()): ReadonlySet<string> {
  if (reached.has(name)) return reached
  reached.add(name)
  for (const next of nextOf(draft, name)) reachedFrom(draft, next, reached)
  return reached
}

export function operationOf(draft: Draft, name: string): JsonObject {
  const operation = valueAt(draft, [...NODES, name, 'Operation'])
  return isObject(operation) ? operation : {}
}

export function withOperation(draft: Draft, name: string, operation: Json): Draft {
  return withValue(draft, [...NODES, name, 'Operation'], operation)
}

function setNext(draft: Draft, name: string, next: readonly string[]): Draft {
  return withValue(draft, [...DEPENDENCIES, name], next.join(','))
}

function freeName(draft: Draft, type: string): string {
  const taken = new Set(nodesOf(draft).map(({ name }) => name.toLowerCase()))
  let number = taken.size
  while (taken.has(`${type}_${number}`.toLowerCase())) number += 1
  return `${type}_${number}`
}
