// Parts of the page that show what was sent and what came.

import { headerName } from './words.js'

const BODY_LENGTH = 500

export function element (tag, attributes, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value)
  node.append(...children)
  return node
}

/** Lines as HTTP has them. */
export function wire (start, headers, kind = '') {
  return element('p', { class: `wire ${kind}` },
    ...(start === undefined ? [] : [element('span', { class: 'line' }, element('b', {}, start[0]), ' ', ...breakable(start[1]))]),
    ...headers.map(([name, value]) =>
      element('span', { class: 'line' }, element('b', {}, `${headerName(name)}:`), ' ', ...breakable(value))))
}

/** Lets URLs and paths be broken behind the slashes of their path, and not just wherever a line ends. */
export function breakable (text) {
  if (!/:\/\/|^\//.test(text)) return [text]
  return text.split(/(?<=[^/:]\/)(?=[^/])/).flatMap((part, index) => index === 0 ? [part] : [element('wbr', {}), part])
}

/** A body. Lines that are too long go on a bit to the right of where they begin. */
export function payload (body) {
  // By keyboard it is scrolled when it has the focus.
  return element('pre', { class: 'payload', tabindex: '0', role: 'group', 'aria-label': 'Body' },
    ...shorten(body).split('\n').map(content => {
      const line = element('span', { class: 'line' }, ...breakable(content.trimStart()), '\n')
      line.style.setProperty('--indent', `${content.search(/\S|$/)}ch`)
      return line
    }))
}

function shorten (text) {
  return text.length > BODY_LENGTH ? `${text.slice(0, BODY_LENGTH)}\n…` : text
}

/** Something that is seen only if one asks for it. */
export function fold (title, ...children) {
  return element('details', { class: 'fold' }, element('summary', {}, title), ...children)
}

/** A command that can be copied. */
export function commandView (command) {
  return element('div', { class: 'command' }, element('code', {}, ...command.split('\n').map(commandLine)), copyButton(command))
}

function commandLine (text) {
  // These stay in one piece if they can: a header's name, and what is in front of a backslash.
  const parts = text.split(/(\S+:(?= )|\S+ \\$)/)
  return element('span', { class: 'line' },
    ...parts.flatMap((part, index) => index % 2 === 1 ? [element('span', { class: 'whole' }, ...breakable(part))] : breakable(part)))
}

function copyButton (text) {
  // Not there in pages that come by plain http from another machine.
  if (navigator.clipboard === undefined) return ''
  const button = element('button', { type: 'button', class: 'copy', 'aria-label': 'Copy the command' }, 'Copy')
  button.addEventListener('click', async () => {
    const copied = await navigator.clipboard.writeText(text).then(() => true, () => false)
    button.textContent = copied ? 'Copied' : 'Not copied'
    const heard = document.querySelector('#heard')
    heard.textContent = button.textContent
    setTimeout(() => {
      button.textContent = 'Copy'
      heard.textContent = ''
    }, 2000)
  })
  return button
}
