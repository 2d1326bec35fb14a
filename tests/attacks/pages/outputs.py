# /// attack
# what = "shows HTML, scripts, pictures that run, widgets"
# tiers = [0, 1, 2]
# quick = true
# prints = ["shown"]
# ///
# %%
from IPython.display import HTML, SVG, Javascript, Markdown, Latex, display
mark = "<script>window.__ran=1</script><img src=x onerror='window.__ran=1'>"
display(HTML(mark), Javascript("window.__ran=1"), SVG(data="<svg xmlns='http://www.w3.org/2000/svg' onload='window.__ran=1'/>"), Markdown(mark), Latex(r"\href{javascript:window.__ran=1}{x}"))
display({"text/html": mark, "application/javascript": "window.__ran=1", "application/vnd.jupyter.widget-view+json": {"model_id": "x"}, "text/plain": mark}, raw=True)
display({"application/x-attack": mark, "image/svg+xml": mark, "image/png": mark, "text/latex": mark}, raw=True)

class Page:
    def _repr_html_(self):
        return mark

    def _repr_mimebundle_(self, **_names):
        return {"text/html": mark}, {"text/html": {"isolated": False}}

    def __repr__(self):
        return mark

display(Page())
print("shown", mark)
Page()

# %%
%%html
<script>window.__ran=1</script>

# %%
%%javascript
window.__ran=1

# %%
%%svg
<svg onload="window.__ran=1"/>
