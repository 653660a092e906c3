"""The runtime under the generated methods: hand-written, the same in every generated package."""
