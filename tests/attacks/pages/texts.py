# /// attack
# what = "writes texts with scripts, links that run, pictures that load and formulas that do either"
# tiers = [0, 1, 2]
# quick = true
# ///
# %% [markdown]
# <script>window.__ran=1</script> <img src=x onerror=window.__ran=1> <iframe srcdoc="<script>window.__ran=1</script>"></iframe>
# <svg/onload=window.__ran=1> <a href="javascript:window.__ran=1">x</a> <style>@import url(http://192.0.2.1/)</style> <!-- <script> -->
# [x](javascript:window.__ran=1) [x](JaVaScRiPt:window.__ran=1) [x](java&#115;cript:window.__ran=1) <javascript:window.__ran=1>
# [x](vbscript:x) [x](data:text/html,<script>window.__ran=1</script>) &lt;script&gt;window.__ran=1&lt;/script&gt; &#60;script&#62;
# $\href{javascript:window.__ran=1}{x}$ $\require{html}\style{background:url(http://192.0.2.1/)}{x}$
#
# [y]: javascript:window.__ran=1
# [x][y] <<script>script>window.__ran=1<</script>/script> <scr\0ipt> <SCRIPT SRC=//192.0.2.1/x.js>
