# /// attack
# what = "prints what terminals obey"
# tiers = [0, 1, 2]
# prints = ["said"]
# ///
# %%
import sys
print("\x1b[2J\x1b]0;title\x07\x1b]8;;http://example.org\x07link\x1b]8;;\x07 \x9b31m \x1bP1$r\x1b\\ \b\b\b said \r\x7f \u202e reversed")
sys.stderr.write("\x1b[31mred\x1b[0m")
raise ValueError("\x1b]52;c;YXR0YWNr\x07")
