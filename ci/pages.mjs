// Looks at built pages in Chromium as readers meet them: wide, narrow, dark, printed, by keyboard,
// without scripts. Usage: node pages.mjs [--quick] ROOT PAGE...; ends with 'N passed, N failed'.
// PAGE is a path under ROOT. There is no list of allowed faults. --quick asks axe about one look only.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';

const require = createRequire(import.meta.url);
const { CspEvaluator } = require('csp_evaluator');
const { CspParser } = require('csp_evaluator/dist/parser.js');
const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WEAK_CSP = 30; // csp_evaluator's severities: 10 high, 20 syntax, 30 medium; above are hints
const MOST_STOPS = 2000; // Tab stops of one page; more is a trap
const LOOKS = [
  { name: 'wide', width: 1280 },
  { name: 'narrow', width: 320 },
  { name: 'dark', width: 1280, media: { colorScheme: 'dark' } },
  { name: 'print', width: 1280, media: { media: 'print' } },
];
const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8', '.svg': 'image/svg+xml', '.pdf': 'application/pdf',
};

let passed = 0;
let failed = 0;
function check(page, what, faults) {
  const list = (Array.isArray(faults) ? faults : [faults]).filter(Boolean);
  if (!list.length) { passed += 1; return; }
  failed += 1;
  const shown = list.slice(0, 5).map((f) => (typeof f === 'string' ? f : JSON.stringify(f)).slice(0, 400));
  console.log(`FAIL ${page}: ${what} (${list.length}): ${shown.join(' | ')}`);
}

/** Serves the files of a folder on a port of this machine. */
async function serve(root) {
  const server = http.createServer((request, response) => {
    const file = path.join(root, decodeURIComponent(new URL(request.url, 'http://localhost').pathname));
    if (!file.startsWith(root + path.sep) || !fs.existsSync(file) || fs.statSync(file).isDirectory()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream' });
    response.end(fs.readFileSync(file));
  });
  await new Promise((done) => { server.listen(0, '127.0.0.1', done); });
  return { server, base: `http://127.0.0.1:${server.address().port}/` };
}

const profiles = [];
function launch(options = {}) {
  const profile = fs.mkdtempSync(path.join(os.tmpdir(), 'judge-'));
  profiles.push(profile);
  return chromium.launchPersistentContext(profile, {
    executablePath: execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim(),
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'],
    ...options,
  });
}

/**
 * Decides the contrast of a text that axe leaves undecided, in the page: axe does not look into
 * pictures, nor at text that is scrolled out of a box. Gives '' if it is enough, or the fault.
 */
function contrastFault(e) {
  const parse = (text) => {
    const m = /^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/.exec(text);
    return m && { rgb: m.slice(1, 4).map(Number), alpha: m[4] === undefined ? 1 : Number(m[4]) };
  };
  const over = (top, alpha, under) => top.map((v, i) => alpha * v + (1 - alpha) * under[i]);
  const luminance = (rgb) => rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const ratio = (one, two) => {
    const [light, dark] = [luminance(one), luminance(two)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  };
  const style = getComputedStyle(e);
  const picture = e.ownerSVGElement;
  const ink = parse(picture ? style.fill : style.color);
  if (!ink || ink.alpha < 1) return 'colour of the text is not plain';
  let paper = null;
  for (let at = e; at && !paper; at = at.parentElement) {
    const here = getComputedStyle(at);
    const colour = parse(here.backgroundColor);
    if (here.backgroundImage !== 'none' || Number(here.opacity) < 1 || !colour || (colour.alpha > 0 && colour.alpha < 1)) return 'background is not plain';
    if (colour.alpha === 1) paper = colour.rgb;
  }
  if (!paper && getComputedStyle(document.documentElement).colorScheme.includes('dark')) return 'background is left to the browser';
  paper ??= [255, 255, 255];
  const papers = [];
  let scale = 1;
  if (picture) {
    // Under each of fifteen points of the text, what is painted there before it.
    const box = e.getBBox();
    const matrix = e.getScreenCTM();
    scale = Math.hypot(matrix.a, matrix.b);
    const shapes = [...picture.querySelectorAll('rect,circle,ellipse,path,polygon,polyline,line')]
      .filter((s) => s.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING);
    for (const across of [0.02, 0.25, 0.5, 0.75, 0.98]) {
      for (const down of [0.25, 0.5, 0.75]) {
        const point = new DOMPoint(box.x + across * box.width, box.y + down * box.height).matrixTransform(matrix);
        let under = paper;
        for (const s of shapes) {
          const local = point.matrixTransform(s.getScreenCTM().inverse());
          const look = getComputedStyle(s);
          const fill = parse(look.fill);
          if (look.fill.startsWith('url') ) return 'is drawn on a pattern';
          if (fill && s.isPointInFill(local)) under = over(fill.rgb, fill.alpha * look.fillOpacity * look.opacity, under);
          const stroke = parse(look.stroke);
          if (stroke && parseFloat(look.strokeWidth) * scale >= 4 && s.isPointInStroke(local)) under = over(stroke.rgb, stroke.alpha * look.strokeOpacity * look.opacity, under);
        }
        papers.push(under);
      }
    }
  } else {
    papers.push(paper);
  }
  const size = parseFloat(style.fontSize) * scale;
  const wanted = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
  const worst = Math.min(...papers.map((p) => ratio(ink.rgb, p)));
  return worst >= wanted ? '' : `contrast ${worst.toFixed(2)} < ${wanted}`;
}

/** Runs axe in a world of its own, so that the page's policy stays in force. */
async function runAxe(context, page) {
  const session = await context.newCDPSession(page);
  const { frameTree } = await session.send('Page.getFrameTree');
  const { executionContextId: contextId } = await session.send('Page.createIsolatedWorld', { frameId: frameTree.frame.id });
  await session.send('Runtime.evaluate', { expression: axe, contextId });
  const expression = `axe.run(document, {
    elementRef: true, resultTypes: ['violations', 'incomplete'], runOnly: { type: 'tag', values: ${JSON.stringify(AXE_TAGS)} },
  }).then(({ violations, incomplete, passes }) => {
    const contrastFault = ${contrastFault};
    const why = (n) => n.fault ?? (n.any[0] ?? n.all[0] ?? n.none[0])?.message;
    const say = (rules) => rules.filter((r) => r.nodes.length).map((r) => r.id + ' × ' + r.nodes.length + ': ' + r.nodes.slice(0, 3).map((n) =>
      n.target.join(' ') + ' (' + why(n) + ')').join(', '));
    for (const rule of incomplete.filter((r) => r.id === 'color-contrast')) {
      rule.nodes = rule.nodes.filter((n) => { n.fault = contrastFault(n.element); return n.fault; });
    }
    return { violations: say(violations), undecided: say(incomplete), rules: passes.length };
  })`;
  const { result, exceptionDetails } = await session.send('Runtime.evaluate', { contextId, awaitPromise: true, returnByValue: true, expression });
  await session.detach();
  if (exceptionDetails) return { violations: [`axe did not run: ${exceptionDetails.exception?.description ?? exceptionDetails.text}`], undecided: [], rules: 0 };
  return result.value;
}

/** What can be read off a page at rest. Runs in the page. */
function readFacts() {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const named = (e) => `${e.tagName.toLowerCase()}${e.id ? `#${e.id}` : ''} ${e.outerHTML.slice(0, 120)}`;
  const text = (e) => e?.textContent.trim() ?? '';
  const ids = all('[id]').map((e) => e.id);
  const levels = all('h1,h2,h3,h4,h5,h6').map((h) => [Number(h.tagName[1]), text(h).slice(0, 60)]);
  return {
    lang: document.documentElement.lang,
    title: document.title,
    csp: document.querySelector('meta[http-equiv="Content-Security-Policy"]')?.content ?? '',
    h1: all('h1').length,
    skipped: levels.filter(([level], i) => (i === 0 ? level !== 1 : level > levels[i - 1][0] + 1)).map((l) => l.join(' ')),
    inline: all('*').filter((e) => [...e.attributes].some((a) => a.name === 'style' || a.name.startsWith('on'))).map(named),
    schemes: all('a[href]').filter((a) => !/^(https:|mailto:|http:\/\/127\.0\.0\.1)/.test(a.href)).map(named),
    vague: all('a[href]').filter((a) => /^((click )?here|more|read more|link|download|pdf|csv|)$/i.test(a.getAttribute('aria-label') ?? text(a))).map(named),
    captions: all('table').filter((t) => !text(t.caption)).map(named),
    columns: all('table').filter((t) => !t.querySelector('th[scope=col]')).map(named),
    rows: all('table').filter((t) => !t.querySelector('th[scope=row]')).map(named),
    // A picture is named for everyone or hidden from everyone; inside a named picture nothing more is needed.
    pictures: all('svg').filter((s) => !(s.getAttribute('aria-hidden') === 'true'
      || (s.getAttribute('role') === 'img' && (s.getAttribute('aria-labelledby') ?? '').split(/\s+/).filter(Boolean)
        .map((id) => text(document.getElementById(id))).concat(s.getAttribute('aria-label') ?? '').join('').length >= 20))).map(named),
    images: all('img').filter((i) => !i.hasAttribute('alt')).map(named),
    figures: all('figure').filter((f) => f.querySelector('svg,img') && !f.querySelector('table, details, a[href$=".csv"]')).map(named),
    blank: all('td,th').filter((t) => !text(t) && !t.querySelector('svg[role=img], img[alt]')).map((t) => named(t.parentElement)),
    twice: ids.filter((id, i) => ids.indexOf(id) !== i),
    banners: all('main').length !== 1 ? [`${all('main').length} main elements`] : [],
  };
}

function judgeFacts(name, facts) {
  const weak = facts.csp ? new CspEvaluator(new CspParser(facts.csp).csp).evaluate().filter((f) => f.severity <= WEAK_CSP) : [{ description: 'there is none' }];
  check(name, 'content security policy', weak.map((f) => f.description ?? f));
  check(name, 'language is en-GB', facts.lang === 'en-GB' ? '' : `lang is '${facts.lang}'`);
  check(name, 'title', facts.title.length > 10 ? '' : `title is '${facts.title}'`);
  check(name, 'one h1', facts.h1 === 1 ? '' : `${facts.h1} h1`);
  check(name, 'no heading level is skipped', facts.skipped);
  check(name, 'no inline handler or style', facts.inline);
  check(name, 'link schemes', facts.schemes);
  check(name, 'link text says where', facts.vague);
  check(name, 'tables have captions', facts.captions);
  check(name, 'tables have column headings', facts.columns);
  check(name, 'tables have row headings', facts.rows);
  check(name, 'pictures are named or hidden', facts.pictures);
  check(name, 'images have alternative text', facts.images);
  check(name, 'figures carry their numbers', facts.figures);
  check(name, 'no blank cell', facts.blank);
  check(name, 'ids are unique', facts.twice);
  check(name, 'one main part', facts.banners);
}

/** Elements that stick out of the page to the right, for a page that scrolls sideways. Runs in the page. */
function tooWide(width) {
  const wide = document.documentElement.scrollWidth;
  if (wide <= width) return [];
  const out = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > width + 1);
  return [`scrollWidth ${wide} > ${width}`, ...out.slice(0, 3).map((e) => e.outerHTML.slice(0, 100))];
}

async function judgeLooks(context, page, name) {
  for (const { name: look, width, media } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ media: null, colorScheme: null, ...media });
    if (look !== 'print') check(name, `no sideways scroll, ${look}`, await page.evaluate(tooWide, width));
    if (quick && look !== 'wide') continue;
    const { violations, undecided, rules } = await runAxe(context, page);
    check(name, `axe, ${look}`, violations);
    check(name, `axe left nothing undecided, ${look}`, undecided);
    check(name, `axe looked, ${look}`, rules > 15 ? '' : `${rules} rules found something to look at`);
  }
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: 'reduce' });
  check(name, 'no motion', (await page.evaluate(() => document.getAnimations().length)) ? 'something moves' : '');
}

/** WCAG 1.4.12: nothing is lost with the reader's own text spacing, at 320 CSS pixels. */
async function judgeSpacing(context, page, name) {
  await page.setViewportSize({ width: 320, height: 900 });
  const session = await context.newCDPSession(page); // CDP adds the sheet, so the page's policy does not stop it
  await session.send('DOM.enable');
  await session.send('CSS.enable');
  const { frameTree } = await session.send('Page.getFrameTree');
  const { styleSheetId } = await session.send('CSS.createStyleSheet', { frameId: frameTree.frame.id });
  const text = '*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important} p{margin-bottom:2em!important}';
  await session.send('CSS.setStyleSheetText', { styleSheetId, text });
  const clipped = await page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => {
    const style = getComputedStyle(e);
    return /hidden|clip/.test(style.overflow) && e.clientWidth > 2
      && (e.scrollWidth > e.clientWidth + 1 || e.scrollHeight > e.clientHeight + 1);
  }).map((e) => e.outerHTML.slice(0, 100)));
  check(name, 'text spacing loses nothing', [...clipped, ...await page.evaluate(tooWide, 320)]);
  await session.detach();
  await page.reload();
}

/** Where the focus is and whether it can be seen. Runs in the page. */
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  window.judgeStops ??= new Map();
  if (!window.judgeStops.has(e)) window.judgeStops.set(e, window.judgeStops.size);
  const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0;
  const x = Math.min(Math.max(box.left + 2, 0), innerWidth - 1);
  const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
  const top = document.elementFromPoint(x, y);
  const covered = seen && top && !e.contains(top) && !top.contains(e) && getComputedStyle(top).position !== 'static';
  return {
    n: window.judgeStops.get(e), text: (e.ariaLabel || e.textContent || '').trim().slice(0, 30),
    fault: [!seen && 'out of view', covered && 'covered', style.outlineStyle === 'none' && style.boxShadow === 'none' && 'no ring'].filter(Boolean).join(', '),
  };
}

/** Walks a page with the Tab key. */
async function judgeKeyboard(page, name) {
  await page.setViewportSize({ width: 1280, height: 900 });
  const stops = [];
  let ended = false;
  while (!ended && stops.length < MOST_STOPS) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(focused);
    ended = !stop || (stop.n === 0 && stops.length > 1);
    if (!ended) stops.push(stop);
  }
  check(name, 'the first stop is the skip link', /skip/i.test(stops[0]?.text ?? '') ? '' : `it is '${stops[0]?.text}'`);
  check(name, 'every stop is seen', stops.filter((s) => s.fault));
  check(name, 'no keyboard trap', ended ? '' : `${stops.length} stops and no end`);
}

async function lines(page) {
  return (await page.locator('body').innerText()).split('\n').map((l) => l.replace(/\s+/g, ' ').trim()).filter(Boolean);
}

async function judge({ base, context, plain }, name) {
  const page = await context.newPage();
  const outside = [];
  const noise = [];
  const missing = [];
  await page.route('**/*', (route) => {
    const url = route.request().url();
    if (url.startsWith(base) || url.startsWith('data:')) return route.continue();
    outside.push(url);
    return route.abort();
  });
  page.on('console', (m) => { if (['error', 'warning'].includes(m.type())) noise.push(m.text()); });
  page.on('pageerror', (error) => noise.push(String(error)));
  page.on('response', (r) => { if (r.status() >= 400) missing.push(r.url().slice(base.length)); });
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(base + name, { waitUntil: 'load' });
  const facts = await page.evaluate(readFacts);
  check(name, 'asks nothing of the network', outside);
  check(name, 'console is quiet', noise);
  check(name, 'has all its files', missing);
  judgeFacts(name, facts);
  // A script may add a control, but nothing that a reader without scripts would miss may depend on one.
  const withScripts = new Set(await lines(page));
  const bare = await plain.newPage();
  await bare.goto(base + name);
  const without = await lines(bare);
  await bare.close();
  check(name, 'reads the same without scripts', without.length ? without.filter((l) => !withScripts.has(l)) : 'no text at all');
  await judgeLooks(context, page, name);
  await judgeSpacing(context, page, name);
  await judgeKeyboard(page, name);
  const pdf = await page.pdf({ format: 'A4', tagged: true, outline: true });
  check(name, 'prints', pdf.length > 2000 ? '' : `${pdf.length} bytes`);
  await page.close();
}

const quick = process.argv[2] === '--quick';
const [folder, ...pages] = process.argv.slice(quick ? 3 : 2);
const root = fs.realpathSync(folder);
const started = Date.now();
const { server, base } = await serve(root);
const context = await launch();
const plain = await launch({ javaScriptEnabled: false });
for (const name of pages) {
  try {
    await judge({ base, context, plain }, name);
  } catch (error) {
    check(name, 'could be judged', String(error));
  }
}
await context.close();
await plain.close();
server.close();
for (const profile of profiles) fs.rmSync(profile, { recursive: true, force: true });
console.log(`${pages.length} pages in ${((Date.now() - started) / 1000).toFixed(1)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed || !passed ? 1 : 0);
