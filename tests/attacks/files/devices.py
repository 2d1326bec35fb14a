# /// attack
# what = "makes devices and pipes and opens those that are there"
# prints = ["refused"]
# ///
# %%
attempt("make a device", lambda: os.mknod("/tmp/attack-@TOKEN@", 0o020666, os.makedev(1, 1)))
attempt("memory of the kernel", lambda: open("/dev/mem", "rb").read(1))
attempt("messages of the kernel", lambda: open("/dev/kmsg", "rb", 0).read(10))
attempt("disk", lambda: open("/dev/sda", "rb").read(1))
attempt("disk", lambda: open("/dev/vda", "rb").read(1))
attempt("mappings", lambda: open("/dev/fuse", "rb"))
attempt("machine", lambda: open("/dev/kvm", "rb"))
attempt("terminal", lambda: open("/dev/tty", "wb"))
attempt("terminals", lambda: os.openpty())
