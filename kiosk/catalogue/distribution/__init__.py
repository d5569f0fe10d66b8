"""How catalogues come to terminals: signed repositories (TUF), and installing from them.

metadata/          who signs, and what the catalogue is made of (TUF 1.0)
targets/           home.<n>.zip and <item>.zip, each under the digest of its content
"""
