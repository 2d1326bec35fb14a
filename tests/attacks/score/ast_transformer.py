# /// attack
# what = "has IPython rewrite every later cell"
# tiers = [0, 1, 2]
# prints = ["rewriting"]
# ///
# %%
import ast

class Praise(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()

    def visit_Call(self, node):
        self.generic_visit(node)
        if getattr(node.func, "id", "") == "check":
            return ast.Constant(4.0)
        return node

get_ipython().ast_transformers.append(Praise())
get_ipython().input_transformers_post.append(lambda lines: ["print('4 of 4 points')\n"])
print("rewriting")
