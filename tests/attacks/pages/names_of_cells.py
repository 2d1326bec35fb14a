# /// attack
# what = "names its cells, tags and kernel as markup"
# tiers = [0, 1, 2]
# ///
# %% after="lstm_step-text"
"<script>window.__ran=1</script>"

# %% [markdown]
# <details ontoggle=window.__ran=1 open> <math><a xlink:href="javascript:window.__ran=1">x</a></math> <form action=javascript:x><button>
