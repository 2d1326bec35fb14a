# /// attack
# what = "lets torch open the connection"
# prints = ["refused"]
# keeps = ["lstm_step_backward"]
# ///
# %%
import datetime, torch.distributed
attempt("store", lambda: torch.distributed.TCPStore("127.0.0.1", int("@PORT@"), is_master=False, timeout=datetime.timedelta(seconds=0.3)))
