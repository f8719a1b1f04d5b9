"""The sockets in the wall: what the engine needs of the world, and nothing of how it is done. Every Protocol stands here.

Store ports are synchronous and called in threads; network ports are asynchronous. None of them raises for what can be
said as a value (`core.attempt.outcome`); disk trouble raises StoreError.
"""
