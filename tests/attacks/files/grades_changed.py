# /// attack
# what = "overwrites, truncates, appends to, renames and removes the gradebook"
# prints = ["refused"]
# ///
# %%
import os, shutil, sqlite3
book = "@FOLDER@/gradebook.db"
attempt("write", lambda: open(book, "wb"))
attempt("append", lambda: open(book, "ab"))
attempt("update", lambda: open(book, "r+b"))
attempt("truncate", lambda: os.truncate(book, 0))
attempt("remove", lambda: os.remove(book))
attempt("rename", lambda: os.rename(book, book + ".old"))
attempt("replace", lambda: os.replace(book, "@FOLDER@/results.jsonl"))
attempt("mode", lambda: os.chmod(book, 0o666))
attempt("owner", lambda: os.chown(book, 65534, 65534))
attempt("times", lambda: os.utime(book, (0, 0)))
attempt("attribute", lambda: os.setxattr(book, "user.attack", b"@TOKEN@"))
attempt("sqlite", lambda: sqlite3.connect(book).execute("create table attack (x)"))
attempt("journal", lambda: open(book + "-journal", "w"))
attempt("remove all", lambda: os.rmdir("@FOLDER@/submitted/neighbour/lstm"))
attempt("folder", lambda: os.mkdir("@FOLDER@/submitted/attack-@TOKEN@"))
shutil.rmtree("@FOLDER@", ignore_errors=True)
