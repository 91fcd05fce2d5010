// SPDX-FileCopyrightText: 2026 The Cordial Contributors
// SPDX-License-Identifier: GPL-3.0-or-later
/* What people do with the official SDK, on two servers in one run, side by side: what each of two people sees afterwards. The SDK and
 * the module ws are taken from where they are installed, never from here.
 *
 * usage: node sdk.js NODE_MODULES ws://SERVER ws://OTHER-SERVER
 *
 * A line is a fact; it begins with «=» where both servers agree and with «#» where they do not, which is the exit status, too. */
'use strict';

const { createRequire } = require('module');
const path = require('path');

const API_KEY = 'AQEAAAABAAD_rAp4DJh05a1HAwFT3A6K'; // Tinode's published demo key
const PATIENCE_MS = 20000;
// The smallest PNG: one dot.
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const [modules, ...addresses] = process.argv.slice(2);
if (addresses.length != 2) {
  console.error('usage: node sdk.js NODE_MODULES ws://SERVER ws://OTHER-SERVER');
  process.exit(2);
}
const from = createRequire(path.resolve(modules, 'x.js'));
const WebSocket = from('ws');
const { Tinode, Drafty } = from('tinode-sdk/umd/tinode.prod.js');

// What a browser has and Node has not, as far as the SDK needs it. A page knows its server; here the token says whose it is.
const origins = new Map();
const saved = [];
const page = {
  document: { body: { appendChild() {}, removeChild() {} }, createElement: () => ({ style: {}, setAttribute(_name, name) { this.name = name; }, click() { saved.push(this); } }) },
  window: { location: { origin: 'http://localhost' }, URL: { createObjectURL: blob => blob, revokeObjectURL() {} } },
};
class Request {
  constructor() {
    this.headers = {};
    this.upload = {};
  }
  open(method, url) {
    this.method = method;
    this.url = url;
  }
  setRequestHeader(name, value) {
    this.headers[name] = value;
  }
  async send(body) {
    try {
      const origin = origins.get((this.headers['X-Tinode-Auth'] || '').replace('Token ', ''));
      const answer = await fetch(new URL(this.url, origin), { method: this.method, headers: this.headers, body });
      this.status = answer.status;
      this.statusText = answer.statusText;
      this.response = this.responseType == 'blob' ? await answer.blob() : await answer.text();
      this.readyState = 4;
      this.onload && this.onload();
    } catch (error) {
      this.onerror && this.onerror(error);
    }
  }
}
Tinode.setNetworkProviders(WebSocket, Request);
Tinode.setDatabaseProvider({
  deleteDatabase() {
    const request = {};
    setTimeout(() => request.onsuccess && request.onsuccess({}), 0);
    return request;
  },
});

// The value as soon as it is one; what it is at the end otherwise.
async function until(value) {
  const end = Date.now() + PATIENCE_MS;
  while (!value() && Date.now() < end) {
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  return value() || 'never';
}

// What a server says to something that it may refuse.
const outcome = promise => promise.then(ctrl => (ctrl && ctrl.code) || 'done', error => error.code || String(error));

class Person {
  static async come(address, login, name) {
    const person = new Person();
    const url = new URL(address);
    person.login = login;
    person.told = [];
    person.tinode = new Tinode({ appName: 'Parity/1.0', host: url.host, apiKey: API_KEY, transport: 'ws', secure: url.protocol == 'wss:', persist: false });
    await person.tinode.connect();
    await person.tinode.createAccountBasic(login, 'secret password', { public: { fn: name }, tags: [login] });
    person.id = person.tinode.getCurrentUserID();
    origins.set(person.tinode.getAuthToken().token, `http${url.protocol == 'wss:' ? 's' : ''}://${url.host}`);
    person.me = person.tinode.getMeTopic();
    person.me.onPres = pres => person.told.push(pres);
    await person.me.subscribe(person.me.startMetaQuery().withLaterSub().withDesc().withTags().build());
    return person;
  }
  async open(name) {
    const topic = this.tinode.getTopic(name);
    topic.onPres = pres => this.told.push(pres);
    await topic.subscribe(topic.startMetaQuery().withLaterDesc().withLaterSub().withLaterData(24).withLaterDel().withAux().build());
    return topic;
  }
}

const texts = topic => {
  const list = [];
  topic.messages(message => {
    const shown = topic.latestMsgVersion(message.seq) || message;
    if (message.content !== undefined && message.content !== null && !message._deleted) list.push(shown.content);
  });
  return list;
};
const contact = (person, name) => person.me.getContact(name);
const mode = acs => acs && { given: acs.getGiven(), want: acs.getWant(), mode: acs.getMode() };

// Each flow tells facts: it is called with two people who know nobody yet, and with what they have done together before.
const flows = {
  async find({ a, b, tell }) {
    const fnd = a.tinode.getFndTopic();
    await fnd.subscribe(fnd.startMetaQuery().build());
    for (const query of [`basic:${b.login}`, b.login, `${b.login} nobodyhasthis`, `${b.login},nobodyhasthis`, 'nobodyhasthis']) {
      await fnd.setMeta({ desc: { public: query } });
      const found = [];
      await fnd.getMeta(fnd.startMetaQuery().withSub().build());
      fnd.contacts(card => found.push({ topic: card.topic, card: card.public, mode: card.acs && card.acs.getMode(), private: card.private }));
      tell(query, found);
    }
    tell('a tag that is taken is unique', await fnd.checkTagUniqueness(`basic:${b.login}`, a.id));
    tell('a tag that is free is unique', await fnd.checkTagUniqueness('basic:nobodyhasthis', a.id));
  },
  async publish({ a, b, tell, shared }) {
    shared.ab = await a.open(b.id);
    tell('the other hears of it', await until(() => contact(b, a.id) && contact(b, a.id).public && { mode: mode(contact(b, a.id).acs), card: contact(b, a.id).public }));
    shared.ba = await b.open(a.id);
    for (const text of ['one', 'two', 'three']) {
      tell(text, await outcome(shared.ab.publishDraft(shared.ab.createMessage(text, true))));
    }
    await until(() => texts(shared.ba).length == 3);
    tell('what the other has', texts(shared.ba));
    tell('what is unread', await until(() => contact(b, a.id).unread));
  },
  async edit({ tell, shared }) {
    const edit = shared.ab.createMessage('two, better', false);
    edit.head = { replace: ':2' };
    tell('the edit', await outcome(shared.ab.publishDraft(edit)));
    await until(() => texts(shared.ba).includes('two, better'));
    tell('what the other has', texts(shared.ba));
  },
  async receipts({ tell, shared }) {
    shared.ba.noteRecv(3);
    tell('received by', await until(() => shared.ab.msgRecvCount(3)));
    shared.ba.noteRead(3);
    tell('read by', await until(() => shared.ab.msgReadCount(3)));
    let typing = 0;
    shared.ab.onInfo = info => (typing += info.what == 'kp');
    shared.ba.noteKeyPress();
    tell('types', await until(() => typing));
  },
  async deletions({ a, b, tell, shared }) {
    tell('for oneself', await outcome(shared.ab.delMessagesList([1], false)));
    tell('for both', await outcome(shared.ab.delMessagesList([3], true)));
    await until(() => !texts(shared.ba).includes('three'));
    tell('what the one has', texts(shared.ab));
    tell('what the other has', texts(shared.ba));
    tell('the newest deletion', [shared.ab.maxClearId(), shared.ba.maxClearId()]);
  },
  async block({ a, b, tell, shared }) {
    tell('block', await outcome(shared.ab.updateMode(null, '-JP')));
    tell('what one has then', mode(shared.ab.getAccessMode()));
    tell('what the other knows', await until(() => shared.ba.subscriber(a.id) && shared.ba.subscriber(a.id).acs.getWant()));
    tell('attached', shared.ab.isSubscribed());
    tell('the other writes', await outcome(shared.ba.publishDraft(shared.ba.createMessage('are you there?', true))));
  },
  async unblock({ a, b, tell, shared }) {
    await shared.ab.leave().catch(() => {});
    shared.ab = await a.open(b.id);
    tell('what one has then', mode(shared.ab.getAccessMode()));
    await until(() => texts(shared.ab).includes('are you there?'));
    tell('what one missed', texts(shared.ab));
    tell('one writes', await outcome(shared.ab.publishDraft(shared.ab.createMessage('back', true))));
    tell('the other has', await until(() => texts(shared.ba).includes('back')));
  },
  async archive({ b, tell, shared }) {
    tell('archive', await outcome(shared.ab.archive(true)));
    tell('archived', shared.ab.isArchived());
    tell('bring back', await outcome(shared.ab.archive(false)));
    tell('archived then', shared.ab.isArchived());
  },
  async group({ a, tell, shared }) {
    const group = a.tinode.getTopic(a.tinode.newGroupTopicName(false));
    await group.subscribe(group.startMetaQuery().withDesc().withSub().withTags().build(), { desc: { public: { fn: 'Garden' } }, tags: [`garden${a.login}`] });
    shared.group = group;
    tell('name', group.name.slice(0, 3));
    tell('rights', mode(group.getAccessMode()));
    tell('tags', group.tags());
  },
  async rename({ tell, shared }) {
    tell('rename', await outcome(shared.group.setMeta({ desc: { public: { fn: 'Orchard' } } })));
    tell('card', shared.group.public);
  },
  async invite({ a, b, tell, shared }) {
    tell('invite', await outcome(shared.group.invite(b.id, 'JRWPS')));
    tell('the guest hears of it', await until(() => contact(b, shared.group.name) && contact(b, shared.group.name).public && { mode: mode(contact(b, shared.group.name).acs), card: contact(b, shared.group.name).public }));
    shared.member = await b.open(shared.group.name);
    tell('the guest writes', await outcome(shared.member.publishDraft(shared.member.createMessage('hello all', true))));
    tell('the owner has', await until(() => texts(shared.group).join()));
    tell('the owner sees that the guest is there', await until(() => shared.group.subscriber(b.id) && shared.group.subscriber(b.id).online));
  },
  async role({ b, tell, shared }) {
    tell('make a manager', await outcome(shared.group.updateMode(b.id, '+AD')));
    tell('what the manager hears', await until(() => shared.member.getAccessMode().getGiven().includes('A') && mode(shared.member.getAccessMode())));
    tell('take the rights', await outcome(shared.member.updateMode(null, '+AD')));
    tell('what the manager has', mode(shared.member.getAccessMode()));
    tell('what the owner sees', await until(() => shared.group.subscriber(b.id).acs.getWant().includes('A') && mode(shared.group.subscriber(b.id).acs)));
  },
  async pin({ tell, shared }) {
    tell('pin', await outcome(shared.group.pinMessage(1, true)));
    tell('what the other sees', await until(() => shared.member.aux('pins')));
    tell('pin by the manager', await outcome(shared.member.pinMessage(2, true)));
    tell('what the owner sees', await until(() => (shared.group.aux('pins') || []).length == 2 && shared.group.aux('pins')));
    tell('take one off', await outcome(shared.member.pinMessage(1, false)));
    tell('what the owner sees then', await until(() => shared.group.aux('pins').length == 1 && shared.group.aux('pins')));
  },
  async evict({ b, tell, shared }) {
    tell('evict', await outcome(shared.group.delSubscription(b.id)));
    tell('the member is out', await until(() => !shared.member.isSubscribed()));
    tell('the member has it not', await until(() => !contact(b, shared.group.name) && 'gone'));
    tell('who is left', Object.keys(shared.group._users || {}).length);
  },
  async channel({ a, b, tell, shared }) {
    const channel = a.tinode.getTopic(a.tinode.newGroupTopicName(true));
    await channel.subscribe(channel.startMetaQuery().withDesc().build(), { desc: { public: { fn: 'News' } }, tags: [`news${a.login}`] });
        const fnd = b.tinode.getFndTopic();
    await fnd.subscribe(fnd.startMetaQuery().build());
    await fnd.setMeta({ desc: { public: `news${a.login}` } });
    const found = [];
    await fnd.getMeta(fnd.startMetaQuery().withSub().build());
    fnd.contacts(card => found.push(card.topic));
    tell('found as', found.map(name => name.slice(0, 3)));
    const reader = await b.open(found[0]);
    tell('is a channel', reader.isChannelType());
    tell('rights of the reader', mode(reader.getAccessMode()));
    tell('the owner writes', await outcome(channel.publishDraft(channel.createMessage('today', true))));
    await until(() => texts(reader).length);
    tell('the reader has', texts(reader));
    let sender = 'unknown';
    reader.messages(message => (sender = message.from === undefined ? 'unknown' : 'known'));
    tell('the reader knows who wrote', sender);
    tell('the reader writes', await outcome(reader.publishDraft(reader.createMessage('hello', true))));
    tell('the reader leaves', await outcome(reader.leave(true)));
    tell('the owner ends it', await outcome(channel.delTopic(true)));
  },
  async files({ a, b, tell, shared }) {
    const hidden = url => String(url).replace(/[^/]+$/, 'NAME').replace(/^.*?(\/v0\/file)/, '$1');
    const words = 'some words '.repeat(30000);
    const origin = person => origins.get(person.tinode.getAuthToken().token);
    Object.assign(globalThis, page);
    const url = await a.tinode.getLargeFileHelper().upload(new Blob([words], { type: 'text/plain' })).catch(error => String(error));
    tell('upload', hidden(url));
    const draft = Drafty.attachFile(null, { refurl: url, filename: 'words.txt', mime: 'text/plain', size: words.length });
    tell('attach', await outcome(shared.ab.publishDraft(shared.ab.createMessage(draft, true))));
    const reference = () => {
      let found = null;
      shared.ba.messages(message => Drafty.entities(message.content, data => (found = data.ref || found)));
      return found;
    };
    tell('the other has the reference', hidden(await until(reference)));
    saved.length = 0;
    tell('the other downloads', await outcome(Promise.resolve(b.tinode.getLargeFileHelper().download(reference(), 'words.txt', 'text/plain'))));
    tell('what is saved', saved.length && [saved[0].name, (await saved[0].href.text()) == words]);
    const shown = await fetch(new URL(b.tinode.authorizeURL(reference()), origin(b)));
    tell('shown by its address', [shown.status, shown.headers.get('Content-Type'), (await shown.text()) == words]);
    const part = await fetch(new URL(b.tinode.authorizeURL(reference()), origin(b)), { headers: { Range: 'bytes=5-9' } });
    tell('a part of it', [part.status, part.headers.get('Content-Range'), await part.text()]);
    const stranger = await fetch(new URL(reference(), origin(b)), { headers: { 'X-Tinode-APIKey': API_KEY } });
    tell('to nobody known', stranger.status);
    const keyless = await fetch(new URL(reference(), origin(b)));
    tell('without a key', keyless.status);
    const none = await fetch(new URL(b.tinode.authorizeURL(url.replace(/[^/]+$/, 'AAAAAAAAAAE')), origin(b)));
    tell('one that is not', none.status);
    const picture = await a.tinode.getLargeFileHelper().upload(new Blob([Buffer.from(PIXEL, 'base64')], { type: 'image/png' }), a.id).catch(error => String(error));
    tell('upload for a card', hidden(picture));
    tell('a card with it', await outcome(a.me.setMeta({ desc: { public: { fn: 'Ada', photo: { type: 'png', data: Tinode.DEL_CHAR, ref: picture } } }, attachments: [picture] })));
    const face = await fetch(new URL(b.tinode.authorizeURL(picture), origin(b)));
    tell('the other sees it', [face.status, face.headers.get('Content-Type'), (await face.arrayBuffer()).byteLength]);
  },
  async end({ a, b, tell, shared }) {
    tell('delete a conversation', await outcome(shared.ba.delTopic(true)));
    tell('delete the account', await outcome(b.tinode.delCurrentUser(true)));
    tell('the other has it not', await until(() => !contact(a, b.id) && 'gone'));
  },
};

async function play(address) {
  const number = Math.random().toString(36).slice(2, 10);
  const [a, b] = [await Person.come(address, `ada${number}`, 'Ada'), await Person.come(address, `ben${number}`, 'Ben')];
  const shared = {};
  const facts = [];
  const hide = value => [[a.id, 'usrA'], [b.id, 'usrB'], [shared.group && shared.group.name, 'grpG'], [number, '']].reduce(
    (text, [real, name]) => (real ? text.split(real).join(name) : text), JSON.stringify(value) ?? 'undefined');
  for (const [name, flow] of Object.entries(flows)) {
    const tell = (what, value) => facts.push([`${name}: ${hide(what).slice(1, -1)}`, hide(value)]);
    await flow({ a, b, tell, shared }).catch(error => facts.push([`${name}: stopped`, hide(String(error))]));
  }
  a.tinode.disconnect();
  b.tinode.disconnect();
  return facts;
}

(async () => {
  const first = await play(addresses[0]), second = await play(addresses[1]);
  let different = 0;
  for (const key of new Set([...first, ...second].map(([what]) => what))) {
    const values = [first, second].map(facts => (facts.find(([what]) => what == key) || [, 'not reached'])[1]);
    const agreed = values[0] == values[1] && !key.endsWith(': stopped'); // what nobody got through says nothing
    different += !agreed;
    console.log(agreed ? `= ${key}: ${values[0]}` : `# ${key}:\n    ${addresses[0]}  ${values[0]}\n    ${addresses[1]}  ${values[1]}`);
  }
  console.log(different ? `${different} facts are different` : 'nothing is different');
  process.exit(different ? 1 : 0);
})();
