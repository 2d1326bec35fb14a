from torch.utils.data import Dataset


class Pieces(Dataset):
    def __init__(self, text, batch, time):
        self.row = len(text) // batch
        self.rows = text[: self.row * batch].view(batch, self.row)
        self.time = time

    def __len__(self):
        return (self.row - 1) // self.time

    def __getitem__(self, k):
        if not 0 <= k < len(self):
            raise IndexError(k)
        piece = self.rows[:, k * self.time :][:, : self.time + 1]
        return piece[:, :-1], piece[:, 1:]


def next_character_batches(text, batch, time):
    return list(Pieces(text, batch, time))
