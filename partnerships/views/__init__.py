"""The browser's doors to agencies, boards, posts and people."""
