"""The rows that need a desktop. What they are made of needs one, too, and is imported late."""

from rows import row


@row("toast-kill", rounds=(4, 100), events=(12, 1000), needs=("desktop",), is_patient=True)
def toast_kill(scene):
    """kill -9 of the tray between commit and toast"""
    import faults_desktop
    return faults_desktop.toast_kill(scene)


@row("service-restart", rounds=(2, 10), events=(18, 1000), needs=("desktop",), is_patient=True)
def service_restart(scene):
    """the notification service restarts"""
    import faults_desktop
    return faults_desktop.service_restart(scene)


@row("service-stalls", rounds=(1, 10), events=(6, 1000), needs=("desktop",), is_patient=True)
def service_stalls(scene):
    """the notification service answers late"""
    import faults_desktop
    return faults_desktop.service_stalls(scene)
