"""The API's doors to agencies, boards, posts and people."""
