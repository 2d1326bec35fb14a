# /// attack
# what = "changes everything that torch keeps for a process"
# tiers = [1, 2]
# quick = true
# prints = ["changed"]
# ///
# %%
import torch
print("changed")
torch.set_default_dtype(torch.float16)
torch.set_default_device("meta")
torch.manual_seed(0)
torch.set_num_threads(2)
torch.use_deterministic_algorithms(True)
torch.set_grad_enabled(False)
torch.autograd.set_detect_anomaly(True)
torch.set_flush_denormal(True)
torch.sigmoid = torch.tanh = torch.nn.functional.linear = lambda *arguments, **names: arguments[0]
torch.nn.Module.__call__ = torch.nn.Module.named_parameters = lambda *_arguments, **_names: None
torch.Tensor.unflatten = torch.Tensor.__matmul__ = lambda *_arguments: 0
torch.nn.modules.module.register_module_forward_hook(lambda *_arguments: 0)
