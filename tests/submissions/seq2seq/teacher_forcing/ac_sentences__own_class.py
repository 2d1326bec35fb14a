class Sentence:
    def __init__(self, words, width, pad):
        self.words, self.width, self.pad = words, width, pad

    def filled(self, words):
        return words + [self.pad] * (self.width - len(words))

    def fed(self, sos):
        return self.filled([sos] + self.words)

    def said(self, eos):
        return self.filled(self.words + [eos])


def teacher_forcing(target, lengths, sos, eos, pad):
    width = target.shape[1] + 1
    sentences = [Sentence(row[:n], width, pad) for row, n in zip(target.tolist(), lengths.tolist())]
    decoder_input = target.new_tensor([s.fed(sos) for s in sentences])
    labels = target.new_tensor([s.said(eos) for s in sentences])
    return decoder_input, labels
