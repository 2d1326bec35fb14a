# /// attack
# what = "leaves shared memory, semaphores and queues behind"
# systems = ["x86_64"]
# tiers = [2]
# prints = ["refused"]
# ///
# %%
for name, number, arguments in (
    ("msgget", 68, (0, 0o1600)), ("semget", 64, (0, 1, 0o1600)), ("shmget", 29, (0, 4096, 0o1600)), ("mq_open", 240, (b"attack-@TOKEN@", 0o102, 0o600, None)),
):
    attempt(name, lambda: system_call(number, *arguments))
