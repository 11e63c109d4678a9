"""The desk's pages, for people who sign in."""

from django.urls import path, re_path

from interviews.desk.views import (
    codebook,
    contents,
    editor,
    glossary,
    overview,
    passages,
    publish,
    reading,
    recordings,
    records,
    redactions,
    sheets,
    showing,
    sign_in,
    uploads,
    versions,
)

app_name = "desk"

_INTERVIEW = "interviews/<str:accession>/"
_REDACTION = f"{_INTERVIEW}redactions/<int:pk>/"
_VERSIONS = f"{_INTERVIEW}transcripts/<str:language>/versions/"
_EDITOR = f"{_INTERVIEW}transcripts/<str:language>/edit/"
_THEME = "codebook/themes/<slug:code>/"
_PASSAGE = f"{_INTERVIEW}transcripts/<str:language>/<int:position>/"

urlpatterns = [
    path("", overview.overview, name="overview"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign_in"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign_out"),
    path("interviews/new/", records.new_record, name="new_record"),
    path(_INTERVIEW, passages.interview, name="interview"),
    path(f"{_INTERVIEW}record/", records.record, name="record"),
    path(f"{_INTERVIEW}access/", records.access, name="access"),
    path(f"{_INTERVIEW}consent/", records.consent_scope, name="consent_scope"),
    path(f"{_INTERVIEW}publish/", publish.publish, name="publish"),
    path(f"{_INTERVIEW}publish/agree/", publish.agree, name="agree"),
    path(f"{_INTERVIEW}publish/looked/", publish.looked, name="looked"),
    path(f"{_INTERVIEW}hide/", showing.hide, name="hide"),
    path(f"{_INTERVIEW}drop-request/", showing.drop_request, name="drop_request"),
    path(f"{_INTERVIEW}recordings/", recordings.recordings, name="recordings"),
    path(f"{_INTERVIEW}recordings/<int:part>/", recordings.recording_file, name="recording_file"),
    path(f"{_INTERVIEW}recordings/<int:part>/remove/", recordings.remove_recording, name="remove_recording"),
    path(f"{_INTERVIEW}transcripts/<str:language>/hide/", showing.hide_transcript, name="hide_transcript"),
    path(f"{_INTERVIEW}transcripts/<str:language>/provenance/", passages.set_provenance, name="set_provenance"),
    path(f"{_INTERVIEW}transcripts/<str:language>/sheet/<str:into>.<str:ending>", sheets.sheet, name="sheet"),
    path(f"{_EDITOR}", editor.editor, name="editor"),
    path(f"{_EDITOR}now/", editor.editor_now, name="editor_now"),
    path(f"{_EDITOR}find/", editor.editor_find, name="editor_find"),
    path(f"{_PASSAGE}correct/", passages.correct_passage, name="correct"),
    path(f"{_PASSAGE}codings/", passages.add_coding, name="add_coding"),
    path(f"{_INTERVIEW}codings/<int:pk>/", passages.change_coding, name="change_coding"),
    path(f"{_INTERVIEW}contents/", contents.contents, name="contents"),
    path(f"{_INTERVIEW}contents/<int:pk>/", contents.chapter, name="chapter"),
    path(f"{_INTERVIEW}redactions/", redactions.redactions, name="redactions"),
    path(f"{_INTERVIEW}redactions/new/", redactions.redact, name="redact"),
    re_path(
        r"^interviews/(?P<accession>[^/]+)/redactions/mutes\.(?P<ending>csv|txt)$",
        redactions.mute_list,
        name="mute_list",
    ),
    path(f"{_REDACTION}decide/<str:language>/", redactions.decide, name="decide_redaction"),
    path(f"{_REDACTION}ask-to-lift/", redactions.ask_to_lift, name="ask_to_lift"),
    path(f"{_REDACTION}drop-lifting/", redactions.drop_lifting, name="drop_lifting"),
    path(f"{_REDACTION}lift/", redactions.lift, name="lift"),
    path(f"{_REDACTION}edited/<int:part>/", redactions.mark_edited, name="mark_edited"),
    path(f"{_VERSIONS}", versions.versions, name="versions"),
    path(f"{_VERSIONS}forget/", versions.forget_versions, name="forget_versions"),
    path(f"{_VERSIONS}<int:number>/", versions.version, name="version"),
    path(f"{_VERSIONS}<int:number>/restore/", versions.restore_version, name="restore_version"),
    path(f"{_VERSIONS}<int:older>/compare/<int:newer>/", versions.compare, name="compare_versions"),
    path(f"{_INTERVIEW}originals/<int:pk>/", versions.original, name="original"),
    path("codebook/", codebook.codebook, name="codebook"),
    path("codebook/new/", codebook.new_theme, name="new_theme"),
    path(_THEME, codebook.theme, name="theme"),
    path(f"{_THEME}move/", codebook.move_theme, name="move_theme"),
    path(f"{_THEME}merge/", codebook.merge_theme, name="merge_theme"),
    path(f"{_THEME}split/", codebook.split_theme, name="split_theme"),
    path(f"{_THEME}retire/", codebook.retire_theme, name="retire_theme"),
    path(f"{_THEME}bring-back/", codebook.bring_theme_back, name="bring_theme_back"),
    path("glossary/", glossary.entries, name="glossary"),
    path("glossary/new/", glossary.new_entry, name="new_entry"),
    path("glossary/entries/<slug:key>/", glossary.entry, name="entry"),
    path("glossary/entries/<slug:key>/delete/", glossary.delete_entry, name="delete_entry"),
    path("upload/", uploads.upload, name="upload"),
    path("uploads/<int:pk>/", uploads.preview, name="preview"),
    path("uploads/<int:pk>/discard/", uploads.discard, name="discard"),
    path("reading/", reading.reading, name="reading"),
    path("reading/<str:accession>/", reading.reading_interview, name="reading_interview"),
]
