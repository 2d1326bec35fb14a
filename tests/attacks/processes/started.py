# /// attack
# what = "starts programs in all the ways that Python has"
# quick = true
# prints = ["refused"]
# ///
# %%
import subprocess, multiprocessing, pty
program = ["/bin/sh", "-c", "touch @FOLDER@/attack-@TOKEN@; sleep 60"]
attempt("Popen", lambda: subprocess.Popen(program).communicate(timeout=0.2))
attempt("posix_spawn", lambda: os.posix_spawn("/bin/sh", program, {}))
attempt("posix_spawn of Python", lambda: os.posix_spawn("/usr/bin/python3", ["python3", "-c", "import time; time.sleep(60)"], {}))
def shell():
    status = os.system("sleep 0; true")
    if status != 0:
        raise OSError(status, "it did not run")
attempt("system", shell)
attempt("popen", lambda: os.popen("echo ran").read() or 1 / 0)

# %%
%%bash
echo "ESCAPED"": bash $USER"

# %%
came = !echo "ran"
if came == ["ran"]:
    print("ESCAPED" + ": an exclamation mark")

# %%
get_ipython().system("touch @FOLDER@/attack-@TOKEN@")
get_ipython().run_cell_magic("script", "/bin/sh", "touch @FOLDER@/attack-@TOKEN@")
