"""What a screen reader hears: that an answer starts and that it is there; and the roles of Gradio's parts, where they are amiss."""

from assistant.page.in_turn import BEGINS, ENDS

SAID = '<p id="said" class="unseen" role="status"></p>'

# Gradio would have every word of a growing answer read aloud; it calls buttons a list without items; and its folded parts
# don't say whether they are open
MEND_THE_ROLES = """() => {
  const mend = () => {
    document.querySelectorAll('#conversation [role="log"]').forEach(log => log.setAttribute('aria-live', 'off'));
    document.querySelectorAll('#conversation .examples[role="list"]').forEach(list => list.setAttribute('role', 'group'));
    if (!document.querySelector('#conversation .bot')) document.querySelector('#said').dataset.told = 0;
    document.querySelectorAll('button.label-wrap').forEach(button => {
      const open = String(button.classList.contains('open'));
      if (button.getAttribute('aria-expanded') !== open) button.setAttribute('aria-expanded', open);
    });
  };
  new MutationObserver(mend).observe(document.body, {childList: true, subtree: true, attributeFilter: ['class']});
  mend();
}"""

# to be called before what answers: Gradio calls what listens to the same event one after another, each once the last is done
SAY_IT_STARTS = f"""() => {{
  {BEGINS}
  document.querySelector('#said').textContent = 'Working on the answer.';
}}"""

# how many sources, and the first words: the rest is read when the person goes there
SAY_IT_IS_THERE = """() => {
  ENDS
  setTimeout(() => {
    const said = document.querySelector('#said');
    const answers = [...document.querySelectorAll('#conversation .bot')];
    if (answers.length === Number(said.dataset.told)) return void (said.textContent = '');
    said.dataset.told = answers.length;
    const sources = answers.at(-1).querySelectorAll('details.source').length;
    const first = answers.at(-1).querySelector('p:not(.understood)')?.textContent ?? '';
    said.textContent = `The answer is there${sources ? `, with ${sources} source${sources > 1 ? 's' : ''}` : ''}. ${first}`;
  }, 200);
}""".replace("ENDS", ENDS)
