/**
 * A script that goes before those of the page. It remembers what reacts to a mouse, and says of each element that gets the
 * focus whether it could be, and whether one sees it.
 */
export const PROBE = `{
  const CONTROL = 'a[href], button, input:not([type=hidden]), select, textarea, summary, audio[controls], video[controls],' +
    '[contenteditable], [role=button], [role=link], [role=checkbox], [role=radio], [role=switch], [role=slider], [role=tab],' +
    '[role=option], [role=menuitem], [role=combobox], [role=spinbutton]'
  const MOUSE = /^(click|dblclick|contextmenu|mouse|pointer|drag|drop|touch|wheel)/
  const listen = EventTarget.prototype.addEventListener
  const reacting = new WeakMap()
  EventTarget.prototype.addEventListener = function (type, ...rest) {
    if (this instanceof Element && MOUSE.test(type)) reacting.set(this, [...(reacting.get(this) ?? []), type])
    return listen.call(this, type, ...rest)
  }

  let asked = 0
  const ask = window.fetch
  window.fetch = (...args) => {
    asked++
    return ask(...args).finally(() => asked--)
  }
  const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))

  const nameOf = (element) => {
    const text = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent
    const classes = [...element.classList].map((each) => '.' + each).join('')
    return element.localName + classes + ' "' + text.trim().replace(/\\s+/g, ' ').slice(0, 50) + '"'
  }
  const isShown = (element) =>
    element.isConnected && element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0
  const isControl = (element) =>
    (element.matches(CONTROL) || reacting.get(element)?.includes('click')) && !element.matches(':disabled')
  // It keeps what is behind it from the keyboard.
  const modal = () => document.querySelector('dialog:modal')
  const all = () => [...(modal() ?? document.body).querySelectorAll('*')].filter(isShown)
  const groupOf = (element) =>
    element.closest('[role=tablist]') ??
    (element.type === 'radio' ? element.closest('fieldset, form, [role=radiogroup]') : null)

  // What is seen of an element: not itself where it is transparent, as the field of a file is.
  const facesOf = (element) => {
    const isSeen = (face) => isShown(face) && getComputedStyle(face).opacity !== '0'
    if (isSeen(element)) return [element]
    const { nextElementSibling: next } = element
    return [...(next ? [next] : []), ...(element.closest('label')?.querySelectorAll('*') ?? [])].filter(isSeen)
  }
  const ringOf = (element) => facesOf(element).map((face) => {
    const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(face)
    return [outlineStyle, outlineWidth, outlineColor, boxShadow].join(' ')
  }).join()
  // How many sides of its outline are not cut off by something around it that hides or scrolls.
  const ringSides = (face) => {
    const { outlineStyle, outlineWidth, outlineOffset } = getComputedStyle(face)
    if (outlineStyle === 'none') return 0
    const beyond = parseFloat(outlineOffset) + parseFloat(outlineWidth) / 2
    const { left, top, right, bottom } = face.getBoundingClientRect()
    const [x, y] = [(left + right) / 2, (top + bottom) / 2]
    const frames = []
    // Nothing around a dialog cuts it off.
    for (let each = face; each !== document.body && !each.matches('dialog'); each = each.parentElement) {
      const around = each.parentElement
      if (getComputedStyle(around).overflow !== 'visible') frames.push(around.getBoundingClientRect())
    }
    return [[left - beyond, y], [right + beyond, y], [x, top - beyond], [x, bottom + beyond]].filter(([x, y]) =>
      frames.every((frame) => x >= frame.left && x <= frame.right && y >= frame.top && y <= frame.bottom)).length
  }
  const isInSight = (element) => {
    const { left, top, right, bottom } = element.getClientRects()[0]
    const [from, to] = [Math.max(0, left), Math.min(innerWidth, right)]
    const [above, below] = [Math.max(0, top), Math.min(innerHeight, bottom)]
    if (to <= from || below <= above) return false
    const hit = document.elementFromPoint((from + to) / 2, (above + below) / 2)
    return hit !== null && ((element.closest('label') ?? element).contains(hit) || hit.contains(element))
  }
  const placeOf = (element) => {
    const { left, top, right, bottom } = (facesOf(element)[0] ?? element).getBoundingClientRect()
    return { left: left + scrollX, top: top + scrollY, right: right + scrollX, bottom: bottom + scrollY }
  }

  const TWICE = 'it is reached twice'
  const OPENER = 'main button, main a[href*="show="]'
  let reached, last, wanted, pressed
  const arriveAt = (element) => {
    reached.push(element)
    last = { element, ring: ringOf(element), place: placeOf(element) }
  }
  const faultsOf = (element) => {
    if (reached.includes(element)) return [TWICE]
    const faults = []
    if (!isShown(element)) faults.push('it is not visible')
    else if (!isInSight(element)) faults.push('it is not in sight')
    if (Math.max(0, ...facesOf(element).map(ringSides)) < 2) faults.push('it has no outline, or one that is cut off')
    const place = placeOf(element)
    const isAfter = last && last.element.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING
    if (isAfter && place.bottom <= last.place.top && place.left < last.place.right)
      faults.push('it comes after ' + nameOf(last.element) + ', which is below it')
    return faults
  }

  window.keyboard = {
    /** Once what a key asked for is answered, and what that changed is drawn. */
    async settled() {
      for (let quiet = 0; quiet < 2; quiet = asked > 0 ? 0 : quiet + 1) await drawn()
    },
    /** What has the focus, and whether it may open a dialog: a button, or the name of an object, which shows it. */
    focused() {
      const { activeElement: element, body } = document
      const isNone = element === null || element === body
      const dialog = isNone ? null : (element.closest('dialog')?.getAttribute('aria-label') ?? null)
      const isLast = element === all().filter(isControl).at(-1)
      return { isNone, name: isNone ? '' : nameOf(element), mayOpen: !isNone && element.matches(OPENER), dialog, isLast }
    },
    remember: () => void (pressed = document.activeElement),
    /** Where a form lacks something, its field has the focus instead; where the button is gone, something around it. */
    isBack: () =>
      document.activeElement === pressed ||
      document.activeElement.matches(pressed.isConnected ? 'main form :invalid' : 'main, main *'),
    start() {
      const first = document.activeElement
      reached = []
      last = undefined
      wanted = all().filter(isControl)
      if (first !== document.body) arriveAt(first)
      return all().filter((element) => element.tabIndex > 0).map(nameOf)
    },
    /** What Tab led to. Several stops may be one element, which has parts: a player, or a field for a time. */
    stop() {
      const element = document.activeElement
      // After the last stop comes the window around the page, and from there Tab leads into a dialog again.
      const isNone = element === null || element === document.body
      const isEnd = isNone ? modal() === null : element === reached[0] && element !== last?.element
      const isPart = !isNone && !isEnd && element === last?.element
      const name = isNone ? '' : nameOf(element)
      if (isPart) return { isEnd, isPart, name, problems: element.matches('audio, video, input') ? [] : [name + ': the focus stays on it'] }
      const problems = []
      if (last?.element.isConnected && last.ring === ringOf(last.element))
        problems.push(nameOf(last.element) + ': it looks the same with the focus and without')
      if (isNone) last = undefined
      else if (!isEnd) {
        problems.push(...faultsOf(element).map((fault) => name + ': ' + fault))
        arriveAt(element)
      }
      return { isEnd, isPart, name, problems, isOfGroup: !isNone && !isEnd && groupOf(element) !== null }
    },
    /** Whether an arrow led to another member of the group. */
    isNextMember() {
      const element = document.activeElement
      if (groupOf(element) !== groupOf(last.element) || reached.includes(element)) return false
      arriveAt(element)
      return true
    },
    missed: () =>
      wanted.filter((element) => isShown(element) && isControl(element) && !reached.includes(element)).map(nameOf),
    /** What reacts to a mouse, and is neither a control nor a part of one: its first class. */
    mouseOnly: () =>
      all()
        .filter((element) => reacting.has(element) && !isControl(element) && !element.closest('a[href], button, label'))
        .map((element) => element.classList[0] ?? element.localName),
  }
}`
