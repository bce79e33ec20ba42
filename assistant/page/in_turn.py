"""One answer at a time: what is asked while an answer is on its way waits for it, in the order in which it was asked.

Gradio would answer both at once, each after the conversation as it stood when it was asked: of the first, only its beginning
would stay.
"""

ASKS = "asks"  # the class of buttons that ask; an example and Enter in the message box ask, too

# what lasts longer has been lost on the way, as when the program was stopped: nothing waits for it
LONGEST_MILLISECONDS = 90_000

TAKE_TURNS = """() => {
  const box = () => document.querySelector('#message textarea');
  const waiting = [];
  let going = false, pressed = null, pressed_at = 0;
  let settles = 0;  // until when what was sent may begin yet, or what was answered settles
  const growing = () => Date.now() - Number(document.body.dataset.answering ?? 0) < LONGEST;
  const busy = () => growing() || Date.now() < settles;
  const sent = () => {
    settles = Date.now() + 1500;
    setTimeout(() => busy() || next(), 1600);  // for what began no answer, as "Start over"
  };
  const next = () => {
    const control = waiting.shift();
    if (!control) return;
    const can_go = control.isConnected && control.offsetParent && (control.id !== 'ask' || box().value.trim());
    if (!can_go) return next();
    going = true;
    control.click();
    going = false;
    sent();
  };
  const wait = (event, control) => {
    if (going) return;
    const twice = control === pressed && control.id !== 'ask' && Date.now() - pressed_at < 1000;
    [pressed, pressed_at] = [control, Date.now()];
    if (!busy()) {
      waiting.length = 0;
      return sent();
    }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!twice && !waiting.includes(control)) waiting.push(control);
  };
  document.addEventListener('click', event => {
    const control = event.target.closest('.ASKS, #conversation .example');
    if (control) wait(event, control);
  }, true);
  document.addEventListener('keydown', event => {
    const sends = event.key === 'Enter' && !event.shiftKey && !event.isComposing;
    if (sends && event.target === box()) wait(event, document.querySelector('#ask'));
  }, true);
  document.addEventListener('answered', () => {
    settles = Date.now() + 300;
    setTimeout(() => busy() || next(), 310);
  });
}""".replace("LONGEST", str(LONGEST_MILLISECONDS)).replace("ASKS", ASKS)

BEGINS = "document.body.dataset.answering = Date.now();"
ENDS = """if (document.body.dataset.answering) {
    delete document.body.dataset.answering;
    document.dispatchEvent(new Event('answered'));
  }"""
