import { useId, useMemo } from 'preact/hooks'
import { StateBadge } from '../ui/badge.tsx'
import { layOut, type Placed, type Size } from './layout.ts'
import { useDirection } from './use-direction.ts'

export interface GraphNode {
  readonly name: string
  /** Under the name. */
  readonly detail: string
  readonly next: readonly string[]
  readonly state?: string | undefined
  /** Where its link leads. */
  readonly href?: string | undefined
  /** Something about it is wrong. */
  readonly isFaulty?: boolean
}

interface GraphViewProps {
  readonly label: string
  readonly nodes: readonly GraphNode[]
  /** The name of the node that is being worked on. */
  readonly chosen?: string
  readonly choose?: (name: string) => void
}

const NODE: Size = { width: 216, height: 62 }
const END: Size = { width: 64, height: 34 }
const END_NAME = 'End'

/** A graph of jobs. Each node is a link or a button, in the order of the graph. */
export function GraphView({ label, nodes, chosen, choose }: GraphViewProps) {
  const direction = useDirection()
  const marker = useId()
  const shape = nodes.map(({ name, next }) => `${name}>${next.join()}`).join(';')
  const {
    width,
    height,
    nodes: placed,
    arrows,
  } = useMemo(() => {
    const sizes = new Map([...nodes.map(({ name }) => [name, NODE] as const), [END_NAME, END] as const])
    const links = nodes.flatMap(({ name: from, next }) => next.map((to) => ({ from, to })))
    return layOut({ nodes: sizes, links, direction })
  }, [shape, direction])
  const byName = new Map(nodes.map((node) => [node.name, node]))
  return (
    <div class="graph" role="group" aria-label={label} tabIndex={0}>
      <div class="graph-area" style={boxOf({ width, height })}>
        <svg width={width} height={height} aria-hidden="true">
          <marker
            id={marker}
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            markerWidth="7"
            markerHeight="7"
            orient="auto"
          >
            <path d="M0 0L8 4L0 8z" />
          </marker>
          {arrows.map(({ from, to, path }) => (
            <path key={`${from}>${to}`} class="graph-arrow" d={path} marker-end={`url(#${marker})`} />
          ))}
        </svg>
        {placed.map((place) => (
          <NodeBox
            key={place.name}
            place={place}
            node={byName.get(place.name)}
            isChosen={place.name === chosen}
            choose={choose}
          />
        ))}
      </div>
    </div>
  )
}

const boxOf = ({ width, height }: Size) => ({ width: `${width}px`, height: `${height}px` })

interface NodeBoxProps {
  readonly place: Placed
  /** None is the end. */
  readonly node: GraphNode | undefined
  readonly isChosen: boolean
  readonly choose: GraphViewProps['choose']
}

function NodeBox({ place: { x, y, width, height }, node, isChosen, choose }: NodeBoxProps) {
  const style = { left: `${x}px`, top: `${y}px`, ...boxOf({ width, height }) }
  if (!node) {
    return (
      <span class="graph-node end" style={style}>
        {END_NAME}
      </span>
    )
  }
  const { name, detail, state = '', href, isFaulty } = node
  const kind = `graph-node ${isFaulty ? 'Failed' : state}`
  const content = (
    <>
      <strong title={name}>{name}</strong>
      <span class="graph-detail">
        {state !== '' && <StateBadge state={state} />}
        <span class="faint" title={detail}>
          {detail}
        </span>
      </span>
    </>
  )
  if (choose) {
    return (
      <button type="button" class={kind} style={style} aria-pressed={isChosen} onClick={() => choose(name)}>
        {content}
      </button>
    )
  }
  if (href === undefined) {
    return (
      <span class={kind} style={style}>
        {content}
      </span>
    )
  }
  return (
    <a class={kind} style={style} href={href}>
      {content}
    </a>
  )
}
